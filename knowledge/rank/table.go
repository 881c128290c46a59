package rank

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A forest as a table: the first line names the features, then the base, then each tree as one line,
// its nodes in order: feature:threshold:left:right for a fork, the value alone for a leaf.

// WriteTo writes the forest as a table.
func (f *Forest) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	b.WriteString("features," + strings.Join(f.Features, ",") + "\n")
	b.WriteString("base," + short(f.Base) + "\n")
	for _, t := range f.trees {
		b.WriteString("tree")
		for _, n := range t {
			b.WriteByte(',')
			if n.left == 0 {
				b.WriteString(short(n.value))
				continue
			}
			fmt.Fprintf(&b, "%d:%s:%d:%d", n.feature, strconv.FormatFloat(float64(n.threshold), 'g', -1, 32), n.left, n.right)
		}
		b.WriteByte('\n')
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func short(v float32) string { return strconv.FormatFloat(float64(v), 'g', 4, 32) }

// Read reads a forest from its table. features are what the caller will give it, in their order: a table
// for others is an error, so that a forest never scores what it was not trained on.
func Read(r io.Reader, features []string) (*Forest, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	f := &Forest{}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read forest: %w", err)
		}
		if err := f.take(row); err != nil {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("read forest: line %d: %w", line, err)
		}
	}
	if !slices.Equal(f.Features, features) {
		return nil, fmt.Errorf("read forest: trained on the features %v, given %v", f.Features, features)
	}
	return f, nil
}

func (f *Forest) take(row []string) (err error) {
	switch row[0] {
	case "features":
		f.Features = slices.Clone(row[1:])
		return nil
	case "base":
		if len(row) < 2 {
			return fmt.Errorf("base has no value")
		}
		f.Base, err = number(row[1])
		return err
	case "tree":
		t, err := readTree(row[1:], len(f.Features))
		f.trees = append(f.trees, t)
		return err
	default:
		return fmt.Errorf("unknown row %q", row[0])
	}
}

func readTree(cells []string, features int) (t tree, err error) {
	if len(cells) == 0 {
		return nil, fmt.Errorf("a tree without nodes")
	}
	for i, cell := range cells {
		parts := strings.Split(cell, ":")
		var n node
		switch len(parts) {
		case 1:
			n.value, err = number(cell)
		case 4:
			n, err = readFork(parts)
			if err == nil && (int(n.feature) >= features || int(n.left) <= i || int(n.right) <= i || int(max(n.left, n.right)) >= len(cells)) {
				err = fmt.Errorf("node %q leads nowhere", cell)
			}
		default:
			err = fmt.Errorf("node %q", cell)
		}
		if err != nil {
			return nil, err
		}
		t = append(t, n)
	}
	return t, nil
}

func readFork(parts []string) (n node, err error) {
	var whole [3]int64
	for i, p := range []string{parts[0], parts[2], parts[3]} {
		if whole[i], err = strconv.ParseInt(p, 10, 16); err != nil || whole[i] < 0 {
			return n, fmt.Errorf("node %v", parts)
		}
	}
	n.feature, n.left, n.right = int16(whole[0]), int16(whole[1]), int16(whole[2])
	n.threshold, err = number(parts[1])
	return n, err
}

func number(s string) (float32, error) {
	v, err := strconv.ParseFloat(s, 32)
	if err != nil {
		return 0, fmt.Errorf("not a number: %q", s)
	}
	return float32(v), nil
}
