package report

import (
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/docx"
)

// Marks of cells without a number, and what they mean.
const (
	emptyMark  = "—"
	hiddenMark = "*"
)

// tooFew says why a number is held back.
func tooFew() string { return fmt.Sprintf("不足%d人，不显示", FewPeople) }

// Show returns a cell as documents print it: 1,234 as 1234, a change as +12.5%, a day as it stands.
func (c Column) Show(cell Cell) string {
	switch {
	case cell.Hidden:
		return hiddenMark
	case cell.Empty:
		return emptyMark
	case c.Kind == Number:
		return fmt.Sprint(cell.Number)
	case c.Kind == Change:
		return percent(cell.Number)
	default:
		return cell.Text
	}
}

// Label returns the column's heading with its unit, where the heading does not name it.
func (c Column) Label() string {
	if c.Unit == "" || strings.Contains(c.Name, c.Unit) {
		return c.Name
	}
	return c.Name + "（" + c.Unit + "）"
}

// counts reports whether the column's cells are numbers.
func (c Column) counts() bool { return c.Kind == Number || c.Kind == Change }

// percent writes tenths of a percent with its sign.
func percent(tenths int) string {
	sign := "+"
	switch {
	case tenths < 0:
		sign, tenths = "-", -tenths
	case tenths == 0:
		sign = ""
	}
	return fmt.Sprintf("%s%d.%d%%", sign, tenths/10, tenths%10)
}

// growth returns by how much now is more than before, in tenths of a percent rounded to the nearest;
// false where nothing was before.
func growth(now, before int) (int, bool) {
	if before <= 0 {
		return 0, false
	}
	diff := 2000 * (now - before)
	if diff < 0 {
		return (diff - before) / (2 * before), true
	}
	return (diff + before) / (2 * before), true
}

// hides reports whether any cell of the table is held back.
func (t Table) hides() bool {
	for _, row := range append([][]Cell{t.Total}, t.Rows...) {
		for _, cell := range row {
			if cell.Hidden {
				return true
			}
		}
	}
	return false
}

// notes returns what stands below the table: its note, and what * means where it is there.
func (t Table) notes() string {
	note := strings.TrimSpace(docx.Clean(t.Note))
	if t.hides() && !strings.Contains(note, hiddenMark) {
		if note != "" && !strings.HasSuffix(note, "。") {
			note += "。"
		}
		note += "“*”表示" + tooFew() + "具体数字，以保护个人信息。"
	}
	return note
}

// outward returns the report as it may leave the office: what is hidden holds no number any more, and every
// text is without characters that files cannot hold. Rows that are not as wide as their columns are an
// error of whoever made the report: nothing is dropped for them.
func outward(r Report) (Report, error) {
	tables := make([]Table, len(r.Tables))
	for i, t := range r.Tables {
		rows := make([][]Cell, len(t.Rows))
		for j, row := range t.Rows {
			cells, err := t.outward(row)
			if err != nil {
				return Report{}, fmt.Errorf("row %d: %w", j+1, err)
			}
			rows[j] = cells
		}
		t.Rows = rows
		if t.Total != nil {
			total, err := t.outward(t.Total)
			if err != nil {
				return Report{}, fmt.Errorf("total: %w", err)
			}
			t.Total = total
		}
		t.Note = t.notes()
		tables[i] = t
	}
	r.Tables = tables
	return r, nil
}

func (t Table) outward(row []Cell) ([]Cell, error) {
	if len(row) != len(t.Columns) {
		return nil, fmt.Errorf("table %s: %d cells for %d columns", t.Key, len(row), len(t.Columns))
	}
	cells := make([]Cell, len(row))
	for i, cell := range row {
		if cell.Hidden {
			cell = Cell{Hidden: true}
		}
		cell.Text = docx.Clean(cell.Text)
		cells[i] = cell
	}
	return cells, nil
}

// period is the report's period in words.
func (r Report) period() string {
	if r.From == r.To {
		return r.From.Chinese()
	}
	return r.From.Chinese() + "至" + r.To.Chinese()
}

// state says whether the report's numbers may still change.
func (r Report) state() string {
	if r.LockedAt == nil {
		return "本报告尚未锁定，数字会随台账的补登和更正变化。"
	}
	by := ""
	if r.LockedBy != "" {
		by = "由" + r.LockedBy
	}
	return fmt.Sprintf("本报告已于%s%s锁定（编号%s），以后的更正另行列出。", pufa.DayOf(*r.LockedAt).Chinese(), by, r.Snapshot)
}
