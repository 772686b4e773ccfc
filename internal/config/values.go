package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"periph.io/x/conn/v3/physic"
)

// A setter takes a value as TOML has it (string, int64, float64, bool, []any,
// map[string]any or a date) and stores it, or says in words what it must be.
type setter func(any) error

func text(to *string) setter {
	return func(v any) error {
		s, ok := v.(string)
		if !ok {
			return mustBe("a string", v)
		}
		*to = s
		return nil
	}
}

func flag(to *bool) setter {
	return func(v any) error {
		b, ok := v.(bool)
		if !ok {
			return mustBe("true or false", v)
		}
		*to = b
		return nil
	}
}

func list(to *[]string) setter {
	return func(v any) error {
		items, ok := v.([]any)
		if !ok {
			return mustBe("a list of strings", v)
		}
		words := make([]string, len(items))
		for i, item := range items {
			if words[i], ok = item.(string); !ok {
				return mustBe("a list of strings", item)
			}
		}
		*to = words
		return nil
	}
}

// choice is a string that is one of a few.
func choice[T ~string](to *T, words ...T) setter {
	return func(v any) error {
		s, ok := v.(string)
		if !ok || !slices.Contains(words, T(s)) {
			return mustBe("one of "+join(words), v)
		}
		*to = T(s)
		return nil
	}
}

func number(store func(float64)) setter {
	return func(v any) error {
		switch x := v.(type) {
		case int64:
			store(float64(x))
		case float64:
			store(x)
		default:
			return mustBe("a number", v)
		}
		return nil
	}
}

// duration is a length of time with its unit; "auto" is 0 where it is allowed.
func duration(to *time.Duration, least, most time.Duration, auto bool) setter {
	return func(v any) error {
		s, ok := v.(string)
		if auto && s == "auto" {
			*to = 0
			return nil
		}
		d, err := time.ParseDuration(closeUp(s))
		if !ok || err != nil || d < least || d > most {
			return mustBe(fmt.Sprintf(`%sa duration from %s to %s, like "15s" or "400ms"`, orAuto(auto), least, most), v)
		}
		*to = d
		return nil
	}
}

// frequency is "auto", which is 0, or a frequency with its unit.
func frequency(to *physic.Frequency) setter {
	return func(v any) error {
		s, ok := v.(string)
		if s == "auto" {
			*to = 0
			return nil
		}
		var f physic.Frequency
		err := f.Set(closeUp(s))
		if !ok || err != nil || f <= 0 || !strings.HasSuffix(s, "Hz") {
			return mustBe(orAuto(true)+`a frequency, like "2kHz" or "240Hz"`, v)
		}
		*to = f
		return nil
	}
}

// kelvin is a colour temperature, stored in reciprocal megakelvin.
func kelvin(to *float64) setter {
	return func(v any) error {
		s, ok := v.(string)
		digits, unit := strings.CutSuffix(closeUp(s), "K")
		k, err := strconv.Atoi(digits)
		if !ok || !unit || err != nil || k < 1000 || k > 20000 {
			return mustBe(`a colour temperature from 1000K to 20000K, like "2700K"`, v)
		}
		*to = 1e6 / float64(k)
		return nil
	}
}

// closeUp takes the space out that may stand between a number and its unit.
func closeUp(s string) string {
	number, unit, _ := strings.Cut(s, " ")
	other := func(r rune) bool { return !unicode.IsLetter(r) }
	if number == "" || strings.Trim(number, "0123456789.") != "" || strings.ContainsFunc(unit, other) {
		return s
	}
	return number + unit
}

func mustBe(what string, got any) error {
	return errors.New("must be " + what + ", not " + describe(got))
}

func orAuto(auto bool) string {
	if auto {
		return `"auto" or `
	}
	return ""
}
