// Package tune learns from judged questions how to order what is found and how sure to be of it, and
// measures by cross-validation what has been learned.
package tune
