package chat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Adapter is one platform. Everything else a platform can do is an option of
// one method, found by type assertion: Hook, Editor, Finder, Directory,
// Opener, Exclusive, FormShower, ButtonShower.
type Adapter interface {
	// Name is the Account.Adapter and Place.Adapter of everything it brings.
	Name() string
	// Run receives events until ctx ends, and reconnects by itself. It
	// acknowledges an event to the platform only after in.Accept returned nil.
	Run(ctx context.Context, in Inbox) error
	// Send shows a reply and returns the platform's name for it. Errors are
	// ErrGone, Later, or anything else, which means: outcome unknown. Then the
	// delivery is tried again, after asking the Finder if there is one.
	Send(ctx context.Context, d Delivery) (Ref, error)
}

// Inbox takes what adapters receive.
type Inbox interface {
	// Accept returns nil once the message is a committed row (or was one
	// already). ErrRefused means that it never will be: acknowledge and drop.
	// After any other error the platform should deliver it again.
	Accept(ctx context.Context, m Message) error
}

// Delivery is one thing to show at one place.
type Delivery struct {
	ID     string // the same at every try: the platform's idempotency key where it has one
	Place  Place
	To     Account // whom a private reply or a page is for
	Reply  Reply
	Handle string // of the event it answers, "" when it answers none
	Try    int    // 1 at first
}

// ErrGone says that the place no longer exists or the desk was thrown out of
// it: trying again is useless.
var ErrGone = errors.New("the place is gone")

// ErrRefused is wrapped by errors of Accept that name what is wrong with the
// message itself.
var ErrRefused = errors.New("message refused")

// Later says that the platform took nothing and asks to wait.
type Later struct{ Wait time.Duration }

func (l Later) Error() string { return fmt.Sprintf("the platform asks to wait %s", l.Wait) }

// Hook is an adapter that receives over HTTP. The handler is mounted at
// /hooks/<name>/ with that prefix stripped.
type Hook interface{ Hook() http.Handler }

// Editor is an adapter that can change what it has sent.
type Editor interface {
	Edit(ctx context.Context, ref Ref, d Delivery) error
}

// Finder is an adapter that can say whether a delivery of unknown outcome
// arrived after all. found is only false when the platform has answered no.
type Finder interface {
	Find(ctx context.Context, d Delivery) (ref Ref, found bool, err error)
}

// Profile is what the platform's own directory says of an account.
type Profile struct {
	Name     string
	Email    string // "" unless the platform has verified it
	Language string // BCP 47
	Zone     string // IANA
}

// Directory is an adapter that knows who its accounts are.
type Directory interface {
	Profile(ctx context.Context, a Account) (Profile, error)
}

// Opener is an adapter that can start a direct talk.
type Opener interface {
	Open(ctx context.Context, a Account) (Place, error)
}

// Exclusive is an adapter of which only one replica may run at a time.
type Exclusive interface{ Exclusive() }

// FormShower is an adapter that draws a Form and brings back Filled.
type FormShower interface{ ShowsForms() }

// ButtonShower is an adapter whose Buttons and Choose can be pressed. For
// others the desk numbers the choices, and people type the number.
type ButtonShower interface{ ShowsButtons() }

// Typist is an adapter that can show that the desk is at work on an answer.
type Typist interface {
	Typing(ctx context.Context, p Place) error
}
