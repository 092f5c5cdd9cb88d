package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Board is the platform's memory. Every replica shares one, and its methods
// may be called at the same time.
type Board interface {
	// Put writes p once per Key and returns the post's id. A second Put with
	// the same Key changes nothing and returns the first one's id. ID, Rev and
	// Replies of p are not read. A post put into a thread also gives the
	// thread's root a new Rev, because its Replies changed.
	Put(ctx context.Context, p Post) (id int64, err error)
	// Change replaces the body of a post, once per key: a second Change of the
	// same post with the same key changes nothing.
	Change(ctx context.Context, id int64, key string, body json.RawMessage) error
	// Post is one post. found is false when there is none of this id.
	Post(ctx context.Context, id int64) (p Post, found bool, err error)
	// Posts lists a channel: one thread, without its root, or with thread 0
	// the posts outside threads together with their number of Replies.
	Posts(ctx context.Context, channel string, since Since, thread int64) ([]Post, error)
	// Find is the post that was put with key.
	Find(ctx context.Context, key string) (id int64, found bool, err error)
	// Watch hints, until ctx ends, that something in the channel changed, on
	// whichever replica. Hints may be late, lost or several in one: readers
	// also look by themselves every few seconds.
	Watch(ctx context.Context, channel string) (<-chan struct{}, error)
}

// Since says which posts of a list are wanted.
type Since struct {
	// Newest asks for the newest so many, in the order of their ID; with
	// Before, of those whose ID is lower than it.
	Newest int
	Before int64
	// Rev, when Newest is 0, asks for what was put or changed after it, in the
	// order of Rev. The board may stop early, after at least one post; the
	// reader then asks again from there.
	Rev int64
}

// Post is one entry of a channel.
type Post struct {
	ID int64 // grows within a channel
	// Rev is new at every change. Within a channel revs become visible in
	// order: who has seen one will never find a lower one later.
	Rev     int64
	Key     string // what makes a second Put the same Put
	Channel string
	Thread  int64  // ID of the post that the thread hangs on, 0 outside threads
	Author  string // account ID, "" for the desk
	At      time.Time
	Body    json.RawMessage // written and read by this package only
	Urgent  bool            // as it was first put
	Replies int             // posts in its thread
}

// Person is somebody signed in.
type Person struct {
	ID       string // account ID
	Name     string // as shown to others
	Lang     string // BCP 47; the page has a switch that overrules it
	Agent    bool
	Lead     bool
	Channels []Channel // staff channels that this person may read and write
}

// Channel is a staff channel. Its ID does not start with "dm-".
type Channel struct {
	ID    string
	Title map[string]string // by language
}

// Doorkeeper knows who is behind a request. Its session cookie must be
// HttpOnly and SameSite=Lax or stricter.
type Doorkeeper interface {
	// Who is the signed-in person, false when nobody is.
	Who(r *http.Request) (Person, bool)
	// Names are the shown names of accounts. Unknown ones may be missing.
	Names(ctx context.Context, ids []string) map[string]string
}
