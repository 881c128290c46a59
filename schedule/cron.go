package schedule

import (
	"fmt"
	"strings"

	"github.com/robfig/cron/v3"

	"github.com/pufa/pufa"
)

// maxCron bounds an expression's length in bytes: longer ones are no plans.
const maxCron = 120

// cronFields are the five fields as staff read about them.
var cronFields = [...]string{"分（0–59）", "时（0–23）", "日（1–31）", "月（1–12）", "星期（0–6，0 是星期日）"}

// parseCron reads a standard expression. The library panics on TZ= without a space and takes
// expressions that never fire; a zone of its own is refused, because every plan is China's time.
func parseCron(expr string) (cron.Schedule, error) {
	fields := strings.Fields(expr)
	switch {
	case len(fields) == 0:
		return nil, refuse("请写定时规则，例如每周一上午九点写 0 9 * * 1")
	case len(expr) > maxCron:
		return nil, refuse("定时规则太长（最多 %d 个字符）", maxCron)
	case strings.Contains(expr, "TZ="):
		return nil, refuse("定时规则里不能写时区（TZ=、CRON_TZ=）：一律按北京时间，请去掉它")
	case strings.HasPrefix(fields[0], "@every"):
		return nil, refuse("@every 从程序启动时算起，重启一次就变一次；请写明几点几分，例如 0 9 * * *")
	case strings.HasPrefix(fields[0], "@"):
		schedule, err := parsed(strings.Join(fields, " "))
		if err != nil {
			return nil, refuse("不认识“%s”：可以写 @daily、@weekly、@monthly、@yearly，或五段的规则", expr)
		}
		return schedule, nil
	case len(fields) != len(cronFields):
		return nil, refuse("定时规则要写五段：分 时 日 月 星期，现在有 %d 段；例如每月 1 日上午九点写 0 9 1 * *", len(fields))
	}
	if err := checkFields(fields); err != nil {
		return nil, err
	}
	return parsed(strings.Join(fields, " "))
}

// checkFields names the field that is wrong: the library's error does not.
func checkFields(fields []string) error {
	for i, field := range fields {
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = field
		if _, err := parsed(strings.Join(alone, " ")); err != nil || strings.Trim(field, ",") == "" {
			return refuse("定时规则第 %d 段“%s”不对：这一段是%s，可以写 *、数字、a-b、a,b 或 */n", i+1, field, cronFields[i])
		}
	}
	return nil
}

func parsed(expr string) (schedule cron.Schedule, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("parse the rule: panic: %v", v)
		}
	}()
	return cron.ParseStandard(expr)
}

func refuse(format string, args ...any) error { return pufa.Errorf(pufa.Invalid, format, args...) }
