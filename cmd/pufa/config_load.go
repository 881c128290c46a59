package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/pufa/pufa"
)

// loadConfig reads the configuration file over the defaults. A missing file is an error only where the
// user named it. Every refusal says file:line, what is wrong and what to write instead.
func loadConfig(path string, named bool, environ []string) (Config, error) {
	cfg := defaultConfig()
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
	case err != nil:
		return Config{}, &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("设置文件 %s 读不出来，请检查路径和权限", path)}
	default:
		if err := decodeConfig(path, data, &cfg); err != nil {
			return Config{}, err
		}
	}
	if cfg.Secrets, err = loadSecrets(environ); err != nil {
		return Config{}, err
	}
	if cfg.Secrets.DatabaseURL != "" {
		cfg.Database.URL = cfg.Secrets.DatabaseURL.Reveal()
	}
	return cfg, cfg.check(positions(path, data))
}

func decodeConfig(path string, data []byte, cfg *Config) error {
	file, err := parser.ParseBytes(data, 0)
	if err == nil && !hasBody(file) {
		return nil // only comments: decoding would wipe the defaults
	}
	if err == nil {
		err = yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(cfg)
	}
	if err == nil {
		return nil
	}
	var located yaml.Error
	if !errors.As(err, &located) || located.GetToken() == nil {
		return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("%s：%s", path, plainYAML(err))}
	}
	line := located.GetToken().Position.Line
	return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("%s:%d：%s", path, line, plainYAML(err))}
}

func hasBody(file *ast.File) bool {
	for _, doc := range file.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType && doc.Body.Type() != ast.CommentGroupType {
			return true
		}
	}
	return false
}

// plainYAML says in Chinese what the YAML decoder refused, and what to write instead.
func plainYAML(err error) string {
	var unknown *yaml.UnknownFieldError
	var wrongType *yaml.TypeError
	var unexpected *yaml.UnexpectedNodeTypeError
	var syntax *yaml.SyntaxError
	var overflow *yaml.OverflowError
	switch {
	case errors.As(err, &unknown):
		return unknownKey(unknown.Token.Value)
	case errors.As(err, &wrongType):
		return fmt.Sprintf("值的类型不对，这里要写%s", typeName(wrongType.DstType))
	case errors.As(err, &unexpected):
		return fmt.Sprintf("写法不对：这里不该是 %s，请对照自带的 config.yaml", unexpected.Actual)
	case errors.As(err, &syntax) && syntax.Message == badDuration:
		return badDuration
	case errors.As(err, &syntax) && strings.Contains(syntax.Message, "already defined"):
		return fmt.Sprintf("“%s”写了两次，请只留一个", syntax.Token.Value)
	case errors.As(err, &overflow):
		return fmt.Sprintf("数字 %s 太大", overflow.SrcNum)
	default:
		return "不是正确的 YAML，请检查缩进、冒号后的空格和引号"
	}
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return " true 或 false"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "数字（时长写成 30s、5m 这样）"
	case reflect.Slice:
		return "列表，如 [甲, 乙]"
	case reflect.Struct, reflect.Map:
		return "下一级的“键: 值”"
	default:
		return "文字"
	}
}

var secretKeys = map[string]string{
	"token": "PUFA_WECHAT_TOKEN", "aes_key": "PUFA_WECHAT_AES_KEY", "encoding_aes_key": "PUFA_WECHAT_AES_KEY",
	"secret": "PUFA_WECHAT_SECRET", "app_secret": "PUFA_WECHAT_SECRET", "follower_key": "PUFA_FOLLOWER_KEY",
}

// unknownKey says what to write instead of a key that does not exist.
func unknownKey(key string) string {
	if variable, ok := secretKeys[key]; ok {
		return fmt.Sprintf("密钥不写进设置文件，请删掉“%s”，改用环境变量 %s（或 %s_FILE 指向一个文件）", key, variable, variable)
	}
	if near := nearestKey(key, yamlKeys(reflect.TypeFor[Config]())); near != "" {
		return fmt.Sprintf("没有“%s”这个设置，是不是想写“%s”？", key, near)
	}
	return fmt.Sprintf("没有“%s”这个设置，请删掉或对照自带的 config.yaml", key)
}

// positions finds the lines of keys in a configuration, to name them in later refusals.
func positions(path string, data []byte) func(key string) string {
	file, err := parser.ParseBytes(data, 0)
	return func(key string) string {
		if err != nil {
			return path
		}
		if line := lineOf(file, key); line > 0 {
			return fmt.Sprintf("%s:%d", path, line)
		}
		return path
	}
}

func lineOf(file *ast.File, key string) int {
	p, err := yaml.PathString("$." + key)
	if err != nil {
		return 0
	}
	node, err := p.FilterFile(file)
	if err != nil || node == nil || node.GetToken() == nil {
		return 0
	}
	return node.GetToken().Position.Line
}

// yamlKeys lists every key of the configuration, at any depth.
func yamlKeys(t reflect.Type) []string {
	switch t.Kind() {
	case reflect.Slice:
		return yamlKeys(t.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	var keys []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		keys = append(keys, name)
		if f.Type != t && !strings.HasPrefix(f.Type.String(), "[]main.MenuConfig") {
			keys = append(keys, yamlKeys(f.Type)...)
		}
	}
	return keys
}

// nearestKey returns the key at an edit distance of at most 2, "" where none is near.
func nearestKey(word string, keys []string) string {
	best, distance := "", 3
	for _, k := range keys {
		if d := editDistance(word, k); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
