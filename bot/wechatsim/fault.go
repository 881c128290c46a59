package wechatsim

import (
	"slices"
	"strings"
)

// FaultKind is a way in which the platform misbehaves.
type FaultKind string

// Faults of API calls, of finish events and of callbacks.
const (
	FaultBusy       FaultKind = "busy"       // errcode −1, nothing done
	FaultQuota      FaultKind = "quota"      // 45009, nothing done
	FaultToken      FaultKind = "token"      // every token is void at once: 40001, nothing done
	FaultCode       FaultKind = "code"       // Fault.Code, nothing done
	FaultTimeout    FaultKind = "timeout"    // done, but no answer until the caller gives up
	FaultCut        FaultKind = "cut"        // done, but the connection breaks before the answer
	FaultTruncate   FaultKind = "truncate"   // done, but half of the JSON is missing
	FaultLostFinish FaultKind = "lostfinish" // the next finish event never comes

	FaultDuplicate  FaultKind = "duplicate"  // the next callback comes twice, one after the other
	FaultConcurrent FaultKind = "concurrent" // the next callback comes twice at once
	FaultReorder    FaultKind = "reorder"    // the next callback comes after the one that follows it
)

// Fault is misbehaviour to come.
type Fault struct {
	Kind  FaultKind `json:"kind"`
	Path  string    `json:"path,omitempty"`  // start of the API path that it hits ("cgi-bin/message/mass/"); "": all but tokens
	After int       `json:"after,omitempty"` // so many calls pass before
	Times int       `json:"times,omitempty"` // so many are hit; 0 is one
	Code  int       `json:"code,omitempty"`  // for FaultCode
}

func (f Fault) ofCalls() bool {
	return slices.Contains([]FaultKind{FaultBusy, FaultQuota, FaultToken, FaultCode, FaultTimeout, FaultCut, FaultTruncate}, f.Kind)
}

func (f Fault) ofPushes() bool {
	return slices.Contains([]FaultKind{FaultDuplicate, FaultConcurrent, FaultReorder}, f.Kind)
}

func (f Fault) valid() bool { return f.ofCalls() || f.ofPushes() || f.Kind == FaultLostFinish }

// hits says whether a call of this path meets the fault.
func (f Fault) hits(path string) bool {
	if f.Path != "" {
		return strings.HasPrefix(path, strings.TrimPrefix(f.Path, "/"))
	}
	return !strings.HasSuffix(path, "token")
}

// InjectFault lets the platform misbehave. Faults of the same kind happen one after the other.
func (p *Platform) InjectFault(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f.Times = max(f.Times, 1)
	p.faults = append(p.faults, f)
}

// ClearFaults forgets the faults that have not happened yet.
func (p *Platform) ClearFaults() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// takeFault uses up the first fault that fits. The caller holds mu.
func (p *Platform) takeFault(fits func(Fault) bool) (Fault, bool) {
	at := slices.IndexFunc(p.faults, fits)
	if at < 0 {
		return Fault{}, false
	}
	f := &p.faults[at]
	if f.After > 0 {
		f.After--
		return Fault{}, false
	}
	hit := *f
	if f.Times--; f.Times == 0 {
		p.faults = slices.Delete(p.faults, at, at+1)
	}
	return hit, true
}

func (p *Platform) takeCallFault(path string) (Fault, bool) {
	return p.takeFault(func(f Fault) bool { return f.ofCalls() && f.hits(path) })
}

func (p *Platform) takePushFault() FaultKind {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, _ := p.takeFault(Fault.ofPushes)
	return f.Kind
}

func (p *Platform) losesFinish() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, lost := p.takeFault(func(f Fault) bool { return f.Kind == FaultLostFinish })
	return lost
}
