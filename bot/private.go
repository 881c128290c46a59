package bot

import (
	"slices"
	"strings"
	"time"
)

// privateNumber tells what digits in groups of the shape are; "" for nothing private.
func privateNumber(digits string, shape []int) string {
	switch {
	case isIdentity(digits), holdsIdentity(digits, shape):
		return maskIdentity
	case isMobile(digits, shape):
		return maskMobile
	case isLandline(digits, shape):
		return maskPhone
	case isBankCard(digits, shape):
		return maskCard
	default:
		return ""
	}
}

// isIdentity checks region, day of birth and the check digit (ISO 7064 MOD 11-2).
func isIdentity(digits string) bool {
	switch len(digits) {
	case 15:
		return isRegion(digits) && isDay("19"+digits[6:12]) && !strings.Contains(digits, "X")
	case 18:
		if strings.Contains(digits[:17], "X") || !isRegion(digits) || !isDay(digits[6:14]) {
			return false
		}
		sum := 0
		for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
			sum += int(digits[i]-'0') * weight
		}
		return "10X98765432"[sum%11] == digits[17]
	default:
		return false
	}
}

// holdsIdentity finds a number of 18 digits that is written together with others, as when somebody
// sends ID and phone in one go.
func holdsIdentity(digits string, shape []int) bool {
	if len(shape) != 1 {
		return false
	}
	for i := 0; i+18 <= len(digits); i++ {
		if isIdentity(digits[i : i+18]) {
			return true
		}
	}
	return false
}

func isRegion(digits string) bool {
	return strings.Contains(regions, " "+digits[:2]+" ")
}

// regions are the first two digits of identity numbers: the provinces (GB/T 2260).
const regions = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 "

func isDay(digits string) bool {
	t, err := time.Parse("20060102", digits)
	return err == nil && t.Year() >= 1900 && t.Year() < 2100
}

// isMobile knows the ways mobile numbers are grouped; 1500-2000 300 is two amounts.
func isMobile(digits string, shape []int) bool {
	for _, prefix := range []string{"0086", "086", "86"} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok && len(rest) == 11 {
			digits = rest
			if shape[0] == len(prefix) {
				shape = shape[1:]
			} else {
				shape = append([]int{shape[0] - len(prefix)}, shape[1:]...)
			}
			break
		}
	}
	if len(digits) != 11 || digits[0] != '1' || digits[1] < '3' || strings.Contains(digits, "X") {
		return false
	}
	return grouped(shape, []int{11}, []int{3, 4, 4}, []int{3, 8}, []int{7, 4}, []int{3, 3, 5}, []int{5, 6}, []int{4, 3, 4}, []int{3, 2, 2, 2, 2}, []int{3, 4, 2, 2})
}

func isLandline(digits string, shape []int) bool {
	if strings.HasPrefix(digits, "86") && len(shape) > 1 && shape[0] == 2 {
		digits, shape = "0"+digits[2:], append([]int{shape[1] + 1}, shape[2:]...)
		if strings.HasPrefix(digits, "00") {
			digits, shape[0] = digits[1:], shape[0]-1
		}
	}
	if len(digits) < 10 || len(digits) > 12 || digits[0] != '0' || digits[1] == '0' || strings.Contains(digits, "X") {
		return false
	}
	return len(shape) == 1 || (shape[0] == 3 || shape[0] == 4) &&
		grouped(shape[1:], []int{7}, []int{8}, []int{4, 4}, []int{3, 4}, []int{4, 3}, []int{2, 3, 3})
}

func grouped(shape []int, known ...[]int) bool {
	return slices.ContainsFunc(known, func(k []int) bool { return slices.Equal(shape, k) })
}

// isBankCard checks length, first digit, grouping by four and the Luhn sum. Days that stand side by
// side begin with 1 or 2, cards do not.
func isBankCard(digits string, shape []int) bool {
	if len(digits) < 15 || len(digits) > 19 || strings.ContainsAny(digits[:1], "0127X") || strings.Contains(digits, "X") {
		return false
	}
	for i, n := range shape {
		if len(shape) > 1 && n != 4 && i < len(shape)-1 && !slices.Equal(shape, []int{6, len(digits) - 6}) {
			return false
		}
	}
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d = d*2%10 + d*2/10
		}
		sum += d
	}
	return sum%10 == 0
}
