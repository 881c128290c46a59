package main

import (
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/pufa/pufa"
)

// Secret is a text that is never printed: every way of formatting it hides it.
type Secret string

const hidden = "（已设置，不显示）"

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { //nolint:unparam // encoding.TextMarshaler
	return []byte(s.String()), nil
}

// Reveal returns the secret itself, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// Secrets come from the environment, each either by its name or from the file that NAME_FILE names.
type Secrets struct {
	WeChatToken          Secret `env:"PUFA_WECHAT_TOKEN"`
	WeChatAESKey         Secret `env:"PUFA_WECHAT_AES_KEY"`
	WeChatSecret         Secret `env:"PUFA_WECHAT_SECRET"`
	WeChatPreviousToken  Secret `env:"PUFA_WECHAT_PREVIOUS_TOKEN"`
	WeChatPreviousAESKey Secret `env:"PUFA_WECHAT_PREVIOUS_AES_KEY"`
	DatabaseURL          Secret `env:"PUFA_DATABASE_URL"`
	FollowerKey          Secret `env:"PUFA_FOLLOWER_KEY"`
}

const fileSuffix = "_FILE"

// loadSecrets reads the secrets from an environment given as KEY=VALUE lines.
func loadSecrets(environ []string) (Secrets, error) {
	vars, err := expandFiles(env.ToMap(environ))
	if err != nil {
		return Secrets{}, err
	}
	var s Secrets
	if err := env.ParseWithOptions(&s, env.Options{Environment: vars}); err != nil {
		return Secrets{}, fmt.Errorf("read secrets from the environment: %w", err)
	}
	return s, nil
}

// expandFiles puts the content of the file that PUFA_…_FILE names into PUFA_….
func expandFiles(vars map[string]string) (map[string]string, error) {
	for name, path := range vars {
		key, isFile := strings.CutSuffix(name, fileSuffix)
		if !isFile || !strings.HasPrefix(key, "PUFA_") || path == "" {
			continue
		}
		if vars[key] != "" {
			return nil, pufa.Errorf(pufa.Invalid, "环境变量 %s 和 %s 只能设置一个，请去掉其中一个", key, name)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, &pufa.Error{Kind: pufa.Invalid, Err: err,
				Say: fmt.Sprintf("环境变量 %s 指向的文件读不出来，请检查路径和权限", name)}
		}
		vars[key] = strings.TrimSpace(string(content))
	}
	return vars, nil
}
