// Package wechatsim is a local WeChat: one official account, its followers, and the platform between
// them. It serves the HTTP API that the account's server calls, pushes signed and encrypted callbacks
// to it, keeps WeChat's limits, windows and quotas on a virtual clock, and shows the followers' phones
// on a page. It knows WeChat only and nothing of the account under test.
//
// # For tests in Go
//
// New makes a platform, Handler serves it, Follow, Say, Tap, Click, Scan, Unfollow and the Send
// functions do what people do and wait for the answer, Conversation is what a person sees, Advance
// moves the clock and does what falls due, InjectFault makes the platform misbehave. Run does what
// falls due by itself.
//
// # Controls over HTTP
//
// All bodies are JSON. An error is a status of 400 and above with {"error": "…"}.
//
//	GET    /sim/followers                        everybody: [{"openid","name","kind","following",…}]
//	POST   /sim/followers                        {"name","kind":"resident|enterprise","scene"} adds somebody, who follows;
//	                                             the same name is the same person: {"openid","exchange"}
//	POST   /sim/followers/{openid}/follow        {"scene"} follows; nothing happens to somebody who follows already
//	POST   /sim/followers/{openid}/scan          {"scene"} scans a code
//	POST   /sim/followers/{openid}/unfollow      {}
//	POST   /sim/followers/{openid}/messages      {"type","text",…}, answered by an Exchange. Types: text (text),
//	                                             choice (text: words or id), click (key), view (url), image (picture
//	                                             in base64), voice, video, location (lat, lng, text), link (title,
//	                                             text, url), popup (answers: {"template": true})
//	POST   /sim/followers/{openid}/settings      {"blocked","refusing"}
//	GET    /sim/followers/{openid}/conversation  what is on the screen: [{"side","kind","text","parts",…}]
//	POST   /phone/browser                        {} forgets Options.PageCookies, as another phone has not got them
//	GET    /sim/clock                            {"now"}
//	POST   /sim/clock                            {"advance":"48h"}: {"now"}
//	POST   /sim/faults                           a Fault: {"kind":"busy","path":"cgi-bin/message/","after":2,"times":1}
//	DELETE /sim/faults                           forgets those to come
//	GET    /sim/records                          the last 200 callbacks
//	GET    /sim/mass                             {"waiting":[msg_id]} for the administrator's confirmation
//	POST   /sim/mass/{msg_id}                    {"approve": true|false}
//
// # Bounds
//
// Nothing is written to disk. There is no login: serve it on the loopback interface.
package wechatsim
