package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of the product; CHANGELOG.md says what it holds.
const release = "0.1.0"

type versionCmd struct {
	JSON bool `help:"输出 JSON"`
}

type versionLine struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Run prints the version, and the commit where the build knows it.
func (c *versionCmd) Run(s *session) error {
	line := versionLine{release, buildRevision(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if c.JSON {
		return encodeLine(s.out, line)
	}
	_, err := fmt.Fprintf(s.out, "pufa %s（%s，%s，%s）\n", line.Version, orDash(line.Revision), line.Go, line.Platform)
	return err
}

func buildRevision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return ""
}
