// Package calendar is the publicity calendar: days, weeks and months of publicity in four layers (national,
// province, city, office), the rules by which they fall on days of a year, official days off, the calendar
// as an iCalendar feed, and proposals of campaigns from what the knowledge base holds.
package calendar
