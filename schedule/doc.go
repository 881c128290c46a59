// Package schedule plans what is pushed to followers and sees that it arrives: campaigns with their
// rules and review, the quotas of the account, deliveries. It declares what it needs of the store
// and of the platform as interfaces. Time comes in as an argument; every civil time is China's,
// whatever the server's zone.
package schedule
