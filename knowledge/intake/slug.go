package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"strings"
)

const maxSlug = 80

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	notSlug  = regexp.MustCompile(`[^a-z0-9]+`)
)

// ValidSlug reports whether s can name an entry: small letters, digits and single hyphens, at most 80.
func ValidSlug(s string) bool {
	return len(s) <= maxSlug && slugForm.MatchString(s)
}

// stem returns a file's name without folder and extension.
func stem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// fileSlug names an entry after the file (and the row) that it comes from, the same at every import:
// the letters and digits of the name, and a short hash where something else had to go.
func fileSlug(path, row string) string {
	slug := asciiSlug(stem(path))
	if row == "" {
		return slug
	}
	return slug + "-" + asciiSlug(row)
}

func asciiSlug(name string) string {
	const most = 30
	plain := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(name), "-"), "-")
	if plain == name && len(plain) <= most {
		return plain
	}
	sum := sha256.Sum256([]byte(name))
	if len(plain) > most {
		plain = plain[:most]
	}
	if plain = strings.Trim(plain, "-"); plain == "" {
		plain = "f"
	}
	return plain + "-" + hex.EncodeToString(sum[:5])
}
