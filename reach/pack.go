package reach

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// packVersion is the first byte of packed cells. Another one is another format.
const packVersion = 1

// ErrPack says that packed cells cannot be read: they are of another version of the program, or damaged.
// They can be made again from the rows.
var ErrPack = errors.New("packed cells cannot be read")

// Pack writes cells as text, without their months: base64 over varints, each distinct name once.
func Pack(cells []Cell) (string, error) {
	p := packer{out: []byte{packVersion}, names: map[string]uint64{}}
	p.out = binary.AppendUvarint(p.out, uint64(len(cells)))
	for _, c := range cells {
		for _, name := range []string{string(c.Kind), string(c.Basis), c.Subject, c.Community, c.Trade} {
			p.name(name)
		}
		for _, n := range []int{c.Rows, c.Times, c.Copies, c.Unnamed} {
			p.out = binary.AppendVarint(p.out, int64(n))
		}
		if err := p.crowd(c.Crowd); err != nil {
			return "", fmt.Errorf("pack a cell: %w", err)
		}
	}
	return base64.StdEncoding.EncodeToString(p.out), nil
}

type packer struct {
	out   []byte
	names map[string]uint64
}

// name writes a name whole where it is new, else its number.
func (p *packer) name(name string) {
	if at, ok := p.names[name]; ok {
		p.out = binary.AppendUvarint(p.out, at)
		return
	}
	p.names[name] = uint64(len(p.names)) + 1
	p.out = binary.AppendUvarint(p.out, 0)
	p.out = binary.AppendUvarint(p.out, uint64(len(name)))
	p.out = append(p.out, name...)
}

func (p *packer) crowd(crowd *roaring.Bitmap) error {
	if crowd == nil {
		p.out = binary.AppendUvarint(p.out, 0)
		return nil
	}
	crowd.RunOptimize()
	raw, err := crowd.ToBytes()
	if err != nil {
		return err
	}
	p.out = binary.AppendUvarint(p.out, uint64(len(raw)))
	p.out = append(p.out, raw...)
	return nil
}

// Unpack calls visit with each cell that Pack wrote. The error is ErrPack for what it did not write.
func Unpack(text string, visit func(Cell)) error {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) == 0 || raw[0] != packVersion {
		return ErrPack
	}
	u := unpacker{in: raw[1:]}
	for range u.uint() {
		c := Cell{Kind: Kind(u.name()), Basis: Basis(u.name()), Subject: u.name(), Community: u.name(), Trade: u.name()}
		c.Rows, c.Times, c.Copies, c.Unnamed = u.int(), u.int(), u.int(), u.int()
		c.Crowd = u.crowd()
		if u.bad {
			return ErrPack
		}
		visit(c)
	}
	if len(u.in) > 0 || u.bad {
		return ErrPack
	}
	return nil
}

type unpacker struct {
	in    []byte
	names []string
	bad   bool
}

func (u *unpacker) uint() uint64 {
	n, size := binary.Uvarint(u.in)
	if size <= 0 {
		u.bad, u.in = true, nil
		return 0
	}
	u.in = u.in[size:]
	return n
}

func (u *unpacker) int() int {
	n, size := binary.Varint(u.in)
	if size <= 0 {
		u.bad, u.in = true, nil
		return 0
	}
	u.in = u.in[size:]
	return int(n)
}

// bytes takes the next n bytes.
func (u *unpacker) bytes(n uint64) []byte {
	if n > uint64(len(u.in)) {
		u.bad, u.in = true, nil
		return nil
	}
	taken := u.in[:n:n]
	u.in = u.in[n:]
	return taken
}

func (u *unpacker) name() string {
	at := u.uint()
	switch {
	case at == 0:
		name := string(u.bytes(u.uint()))
		u.names = append(u.names, name)
		return name
	case at > uint64(len(u.names)):
		u.bad = true
		return ""
	default:
		return u.names[at-1]
	}
}

// crowd reads a bitmap without copying it: whoever joins it to another copies it first.
func (u *unpacker) crowd() *roaring.Bitmap {
	raw := u.bytes(u.uint())
	if len(raw) == 0 {
		return nil
	}
	crowd := roaring.New()
	if _, err := crowd.FromBuffer(raw); err != nil {
		u.bad = true
		return nil
	}
	return crowd
}
