package sla

// Hours are working hours as the desk folder writes them.
type Hours struct {
	Zone     string              `yaml:"zone" json:"zone"`         // IANA time zone, Europe/Paris
	Week     map[string][]string `yaml:"week" json:"week"`         // mon or mon-fri → 09:00-12:30; past midnight is fine: 22:00-06:00
	Holidays []string            `yaml:"holidays" json:"holidays"` // 2026-12-25, 12-25 (yearly), easter+1 (yearly), 2026-08-03..2026-08-14
}

// Check reports every mistake in the hours, by YAML path.
func (h Hours) Check(report func(path, message string)) { panic("to come") }

// Compile turns the hours into a Calendar. The error is the first that Check reports.
func (h Hours) Compile() (Calendar, error) { panic("to come") }
