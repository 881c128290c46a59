package reach

// Repeats reports whether what was sent says nothing but what is stored: a form that comes again because
// its answer was lost, not one that was changed in between.
func (c Clerk) Repeats(stored, sent Event) bool {
	sent.ID = stored.ID
	return stored.says(stored.takes(sent.neat(c.rules.Mask), EventCorrected))
}
