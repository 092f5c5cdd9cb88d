// Package talk reads and runs transcripts of conversations, .talk files: what
// people say and press, what the desk must answer, and what must have become
// of it. A transcript is the real program on a database of its own, with a
// clock that only the transcript moves, so it always runs the same way.
//
//	# Marie's VPN
//	@marie fr
//	> le vpn se coupe en wifi
//	< Où êtes-vous ?
//	  [Domicile] [En déplacement]
//	> [Domicile]
//	< Votre ticket est le INC-1 (…
//	@aicha in network
//	< INC-1 · …
//	  …
//	> [Prendre]
//	~ +4h
//	= INC-1 in_progress P3 network @aicha
//
// Lines begin with what they are:
//
//	#   a comment
//	@   who speaks from here on, and where: @marie (her own talk with the
//	    desk), @marie fr (a reader of French), @aicha in network (a channel),
//	    @aicha on INC-1 (the thread of that ticket's card)
//	>   what they say; > [Label] presses a button, > [Menu: Option] chooses
//	    from a menu, and indented "Field: value" lines under a press fill a
//	    form. > "…\x00…" × 1000 says what cannot be typed.
//	<   one reply of the desk at that place, the next one, as it reads without
//	    any drawing. … stands for any words, alone on its line for any lines.
//	~   time that passes (~ +4h), or a moment that comes (~ 2026-03-03 09:00)
//	=   what must be so by now:
//	    = INC-1 resolved P3 network @aicha major rated:4 +tom place:home
//	      any of: status, priority, queue, kind, assignee (nobody for none),
//	      major, who joined, and fields by their names
//	    = INC-1 timeline opened; paged nadia; acknowledged by nadia
//	      in that order, with anything in between
//	    = INC-1 card Status: Unclaimed       a line of its card
//	    = shows ✅ Acknowledged by Nadia     a line at the place, edits included
//	    = tickets 1, = run order-laptop done, = deflection confirmed 1,
//	    = time 2026-03-02 09:30
//	--  until the next one, only on that platform: -- web, -- terminal, and
//	    -- alone for all again
//
// Lines indented by two spaces go on with the line before them. Every reply at
// a place that the transcript visits must be expected, in order.
package talk
