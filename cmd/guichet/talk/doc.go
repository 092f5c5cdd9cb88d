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
//	=   what must be so; see Check
//	--  until the next one, only on that platform: -- web, -- terminal, and
//	    -- alone for all again
//
// Lines indented by two spaces go on with the line before them. Every reply at
// a place that the transcript visits must be expected, in order.
package talk
