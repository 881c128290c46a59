package wechatsim

import (
	"strings"
	"testing"
)

func TestOfficialVectors(t *testing.T) {
	if got, want := sign("AAAAA", "1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	c, err := newCipherer(testKey, testAppID)
	if err != nil {
		t.Fatal(err)
	}
	const message = "我是中文abcd123"
	const sealed = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
	got, err := c.encryptWith([]byte("aaaabbbbccccdddd"), []byte(message))
	if err != nil || got != sealed {
		t.Errorf("encrypt: %s, %v, want %s", got, err, sealed)
	}
	plain, err := c.decrypt(sealed)
	if err != nil || string(plain) != message {
		t.Errorf("decrypt: %s, %v, want %s", plain, err, message)
	}
}

func TestDecryptRefuses(t *testing.T) {
	c, err := newCipherer(testKey, testAppID)
	if err != nil {
		t.Fatal(err)
	}
	other := cipherer{key: c.key, appID: "wx0000"}
	strange, err := other.encrypt([]byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	for name, sealed := range map[string]string{
		"another account's message": strange,
		"no base64":                 "!!",
		"nothing":                   "",
		"half a block":              "YWJj",
		"noise":                     strings.Repeat("QUJD", 16),
	} {
		if plain, err := c.decrypt(sealed); err == nil {
			t.Errorf("%s: decrypted to %q", name, plain)
		}
	}
	if _, err := newCipherer("short", testAppID); err == nil {
		t.Error("a key of 5 characters was taken")
	}
}

func FuzzDecrypt(f *testing.F) {
	c, err := newCipherer(testKey, testAppID)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==")
	f.Fuzz(func(t *testing.T, sealed string) {
		if plain, err := c.decrypt(sealed); err == nil && len(plain) > len(sealed) {
			t.Errorf("%d bytes out of %d", len(plain), len(sealed))
		}
	})
}
