// Command cataloguegen writes the facts of a folder of enactments as the catalogue that ships with
// the product: names, levels and days, never texts. The folder holds markdown files named
// 名称(2006-01-02).md and a validity.csv with law, published, effective, expired and level.
//
//	go run ./knowledge/cataloguegen DIR > knowledge/catalogue.csv
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cataloguegen DIR > knowledge/catalogue.csv")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cataloguegen:", err)
		os.Exit(1)
	}
}

func run(dir string, out io.Writer) error {
	known, err := readValidity(dir)
	if err != nil {
		return err
	}
	files, err := readFiles(dir, known)
	if err != nil {
		return err
	}
	return write(out, merge(files))
}
