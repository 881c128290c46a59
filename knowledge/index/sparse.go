package index

// sparse holds values for a few of many numbers, such as those of documents or places. Between two uses it
// holds none, and keeps its memory: a map for each question would cost more than what is kept in it.
type sparse[T any] struct {
	at      []int32  // by number: where its value stands, from 1; 0 where it has none
	numbers []uint32 // those that have one, in the order of their coming
	values  []T
}

// grow makes room for the numbers below n.
func (s *sparse[T]) grow(n int) {
	if len(s.at) < n {
		s.at = make([]int32, n)
	}
}

func (s *sparse[T]) clear() {
	for _, n := range s.numbers {
		s.at[n] = 0
	}
	s.numbers, s.values = s.numbers[:0], s.values[:0]
}

// of returns the number's value until the next one comes; nil where it has none.
func (s *sparse[T]) of(n uint32) *T {
	if s.at[n] == 0 {
		return nil
	}
	return &s.values[s.at[n]-1]
}

// make returns the number's value, at first the zero value.
func (s *sparse[T]) make(n uint32) *T {
	if s.at[n] == 0 {
		var zero T
		s.numbers, s.values = append(s.numbers, n), append(s.values, zero)
		s.at[n] = int32(len(s.values))
	}
	return &s.values[s.at[n]-1]
}

// get returns the number's value, the zero value where it has none.
func (s *sparse[T]) get(n uint32) (value T) {
	if s.at[n] == 0 {
		return value
	}
	return s.values[s.at[n]-1]
}
