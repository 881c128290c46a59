package wechat

import (
	"bytes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"testing"

	"github.com/silenceper/wechat/v2/util"
	"pgregory.net/rapid"
)

func mustKey(t testing.TB, encoded string) secretKey {
	t.Helper()
	key, err := newSecretKey(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestOfficialSignatureVector(t *testing.T) {
	if got := signature("AAAAA", "1714037059", "486452656"); got != "899cf89e464efb63f54ddac96b0a0a235f53aa78" {
		t.Errorf("signature = %s", got)
	}
}

func TestOfficialAESVector(t *testing.T) {
	const want = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
	key := mustKey(t, testKey)
	if got := key.seal([16]byte([]byte("aaaabbbbccccdddd")), []byte("我是中文abcd123"), testAppID); got != want {
		t.Errorf("seal = %s", got)
	}
	raw, err := base64.StdEncoding.DecodeString(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := key.open(raw, testAppID); !ok || string(got) != "我是中文abcd123" {
		t.Errorf("open = %q, %v", got, ok)
	}
}

// cbc encrypts a plaintext as it stands, to forge what seal never writes.
func cbc(key secretKey, plain []byte) []byte {
	out := bytes.Clone(plain)
	cipher.NewCBCEncrypter(key.block, key.iv).CryptBlocks(out, out)
	return out
}

func TestOpenRefuses(t *testing.T) {
	key := mustKey(t, testKey)
	good := func() []byte { // 16 random, length 5, hello, AppID, 7 … bytes of padding
		plain := append(make([]byte, 16), 0, 0, 0, 5)
		plain = append(plain, "hello"+testAppID...)
		pad := padBlock - len(plain)%padBlock
		return append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	}
	if _, ok := key.open(cbc(key, good()), testAppID); !ok {
		t.Fatal("a message that is right was refused")
	}
	for name, spoil := range map[string]func(plain []byte) []byte{
		"nothing":                            func([]byte) []byte { return nil },
		"half a block":                       func(p []byte) []byte { return p[:len(p)-16] },
		"padding of zero":                    func(p []byte) []byte { p[len(p)-1] = 0; return p },
		"padding of 33":                      func(p []byte) []byte { p[len(p)-1] = 33; return p },
		"padding of 255":                     func(p []byte) []byte { p[len(p)-1] = 255; return p },
		"padding with one wrong byte":        func(p []byte) []byte { p[len(p)-2]--; return p },
		"a length beyond the end":            func(p []byte) []byte { binary.BigEndian.PutUint32(p[16:], 500); return p },
		"a length of 4 GiB":                  func(p []byte) []byte { binary.BigEndian.PutUint32(p[16:], 1<<32-1); return p },
		"a length that swallows the AppID":   func(p []byte) []byte { p[19] += byte(len(testAppID)); return p },
		"another AppID":                      func(p []byte) []byte { p[25] = 'W'; return p },
		"nothing but padding":                func([]byte) []byte { return bytes.Repeat([]byte{32}, 32) },
		"padding that leaves no whole head":  func([]byte) []byte { return bytes.Repeat([]byte{20}, 32) },
		"a byte of the ciphertext's padding": func(p []byte) []byte { p[len(p)-3] ^= 0x40; return p },
	} {
		t.Run(name, func(t *testing.T) {
			spoilt := spoil(good())
			sealed := spoilt
			if len(spoilt)%16 == 0 && len(spoilt) > 0 {
				sealed = cbc(key, spoilt)
			}
			if message, ok := key.open(sealed, testAppID); ok {
				t.Errorf("opened as %q", message)
			}
		})
	}
}

func TestSealedTextsOpenInTheSDKAndBack(t *testing.T) {
	key := mustKey(t, testKey)
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "message")
		sealed := key.seal([16]byte{1, 2, 3}, message, testAppID)
		_, back, err := util.DecryptMsg(testAppID, sealed, testKey)
		if err != nil || !bytes.Equal(back, message) {
			t.Fatalf("the SDK reads %q, %v", back, err)
		}
		theirs, err := util.EncryptMsg([]byte("aaaabbbbccccdddd"), message, testAppID, testKey)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := base64.StdEncoding.DecodeString(string(theirs))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := key.open(raw, testAppID); !ok || !bytes.Equal(got, message) {
			t.Fatalf("we read %q, %v", got, ok)
		}
	})
}

func TestSecretKeyIsNeverQuoted(t *testing.T) {
	for _, bad := range []string{"short", testKey + "A", "!" + testKey[1:]} {
		_, err := newSecretKey(bad)
		if err == nil {
			t.Errorf("%d characters were taken for a key", len(bad))
			continue
		}
		if bytes.Contains([]byte(err.Error()), []byte(bad)) {
			t.Errorf("the error quotes the key: %v", err)
		}
	}
}
