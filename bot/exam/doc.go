// Package exam asks the bot questions of which is known what a good reply is, and counts.
package exam
