package console

import (
	"testing"

	"github.com/jba/templatecheck"
)

// data is what each page's own template gets. Who adds a page adds a line here.
func data() map[string]any {
	return map[string]any{
		"home": homePage{}, "door": doorPage{}, "error": "", "link": linkPage{}, "me": mePage{}, "totp": codePage{}, "users": usersPage{}, "audit": auditPage{},
		"inbox": inboxPage{}, "inquiry": inquiryPage{}, "canned": cannedPage{}, "duty": dutyPage{}, "times": timesPage{},
		"entries": entriesPage{}, "entry": entryPage{}, "entry-form": entryFormPage{}, "entry-version": versionPage{},
		"push-list": pushesPage{}, "push": pushPage{}, "push-form": pushFormPage{}, "reach": reachPage{}, "rows": rowsPage{}, "events": eventsPage{}, "event": eventPage{}, "stock": stockPage{},
		"event-form": formPage{}, "event-done": donePage{},
	}
}

func TestTemplatesFitTheirData(t *testing.T) {
	h := open(t, nil)
	for _, name := range pageNames() {
		sample, ok := data()[name]
		if !ok {
			t.Errorf("nobody says what page %s gets", name)
			continue
		}
		if err := templatecheck.CheckHTML(h.pages[name], page{}); err != nil {
			t.Errorf("layout of %s: %v", name, err)
		}
		if err := templatecheck.CheckHTML(h.pages[name].Lookup("main"), sample); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
