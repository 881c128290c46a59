package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// chineseHelp prints the help of the selected command: what it does, its arguments, flags and
// subcommands, then what it says in detail.
func chineseHelp(_ kong.HelpOptions, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	w := ctx.Stdout
	fmt.Fprintf(w, "用法：%s\n\n%s\n", usageLine(ctx, node), node.Help)
	if node.Detail != "" {
		fmt.Fprintf(w, "\n%s\n", node.Detail)
	}
	printArguments(w, node)
	printCommands(w, node)
	printFlags(w, ctx, node)
	ctx.Exit(exitDone)
	return nil
}

func usageLine(ctx *kong.Context, node *kong.Node) string {
	if node.Type == kong.ApplicationNode {
		return ctx.Model.Name + " <命令> [选项]"
	}
	line := ctx.Model.Name + " " + node.Path()
	line = strings.TrimPrefix(line, ctx.Model.Name+" "+ctx.Model.Name+" ")
	if !strings.HasPrefix(line, ctx.Model.Name) {
		line = ctx.Model.Name + " " + line
	}
	for _, arg := range node.Positional {
		line += " " + arg.Summary()
	}
	if len(node.Children) > 0 {
		line += " <命令>"
	}
	return line + " [选项]"
}

func printArguments(w io.Writer, node *kong.Node) {
	if len(node.Positional) == 0 {
		return
	}
	fmt.Fprintln(w, "\n参数：")
	for _, arg := range node.Positional {
		fmt.Fprintf(w, "  %s%s\n", pad(arg.Summary()), arg.Help)
	}
}

func printCommands(w io.Writer, node *kong.Node) {
	if len(node.Children) == 0 {
		return
	}
	fmt.Fprintln(w, "\n命令：")
	for _, child := range node.Children {
		fmt.Fprintf(w, "  %s%s\n", pad(child.Name), child.Help)
	}
	fmt.Fprintln(w, "\n每个命令都可以加 --help 看详细用法。")
}

func printFlags(w io.Writer, ctx *kong.Context, node *kong.Node) {
	fmt.Fprintln(w, "\n选项：")
	seen := map[string]bool{}
	for _, group := range append([][]*kong.Flag{node.Flags}, ctx.Model.Flags) {
		for _, f := range group {
			if f.Hidden || seen[f.Name] {
				continue
			}
			seen[f.Name] = true
			fmt.Fprintf(w, "  %s%s\n", pad(flagName(f)), flagHelp(f))
		}
	}
}

func flagName(f *kong.Flag) string {
	name := "--" + f.Name
	if f.Short != 0 {
		name = fmt.Sprintf("-%c, %s", f.Short, name)
	}
	if !f.IsBool() {
		name += "=" + f.FormatPlaceHolder()
	}
	return name
}

func flagHelp(f *kong.Flag) string {
	if f.Name == "help" {
		return "显示这段说明"
	}
	return f.Help
}

// pad fills a name to the column of the explanations, counting a Chinese character as two columns.
func pad(name string) string {
	const column = 24
	width := 0
	for _, r := range name {
		width++
		if r > 0x2e80 {
			width++
		}
	}
	return name + strings.Repeat(" ", max(2, column-width))
}

// chineseUsage says in Chinese what is wrong with a command line.
func chineseUsage(err error) string {
	text := err.Error()
	for _, rule := range []struct{ pattern, say string }{
		{`^unknown flag (.*)`, "没有这个选项：$1"},
		{`^unexpected argument (.*)`, "多出的参数或没有这个命令：$1"},
		{`^missing flags: (.*)`, "缺少选项：$1"},
		{`^expected one of (.*)`, "缺少命令，可用：$1"},
		{`^expected "(.*)"`, "缺少：$1"},
		{`^(\S+) must be one of (.*?)(?:,"")? but got "(.*)"`, "$1 不能写“$3”，可以写：$2"},
		{`^(\S+) and (\S+) can't be used together`, "$1 和 $2 只能写一个"},
		{`^(\S+): (?:stat|open) (.*): no such file or directory$`, "$1：没有这个文件 $2"},
		{`^(\S+): "(.*)" exists but is a directory$`, "$1：$2 是文件夹，要写文件"},
		{`^(\S+): (?:stat|open) (.*): permission denied$`, "$1：读不了 $2，请检查权限"},
		{`^(\S+): expected a valid .* int but got (.*)`, "$1 要写整数，不能写 $2"},
		{`^(\S+): (?:missing value|expected \S+ value but got).*`, "$1 后面要写值"},
	} {
		if pattern := regexp.MustCompile(rule.pattern); pattern.MatchString(text) {
			text = pattern.ReplaceAllString(text, rule.say)
			break
		}
	}
	text = strings.NewReplacer(" or ", " 或 ", ", did you mean one of ", "，是不是想写 ", ", did you mean ", "，是不是想写 ").Replace(text)
	return text + "\n用 pufa --help 查看用法。"
}
