package e2e

// morning fills the demo desk, where Tom has opened a ticket already, as a busy
// morning would: tickets in every state, in both languages, of every queue.
func morning(r *replica) {
	marie := r.call("marie").say("le vpn se coupe sans arrêt en wifi").press("Non, ouvrir un ticket").
		fill("v.place", "home", "v.message", "handshake did not complete")
	marie.sees("Votre ticket est le <strong>INC-2</strong>")
	r.call("lucas").say("l'étiqueteuse imprime de travers").press("Non, ouvrir un ticket").sees("INC-3")
	r.call("fiona").say("My second screen stays black since the update").press("No, not yet").press("No, open a ticket").sees("INC-4")
	r.call("yann").say("la caisse ne prend plus les cartes, il y a la queue").press("Non, ouvrir un ticket").press("Non, plus du tout").sees("INC-5")
	r.call("julien").say("j'ai oublié mon mot de passe").press("Odoo").sees("confirmation à votre responsable")
	r.call("ines").say("il me faut un nouvel ordinateur pour une nouvelle recrue lundi").sees("Préparer une arrivée")
	r.call("hugo").say("SolidWorks ne trouve plus de licence").sees("vous a aidé")
	r.call("noemie").say("la boutique en ligne affiche de vieux prix").press("Non, ouvrir un ticket").sees("INC-6")
	r.call("priya").say("the whole internet is down in Bristol, nobody can work").press("No, open a ticket").press("The whole site").sees("INC-7")

	leo := r.call("leo").in("agents")
	leo.say("/claim INC-3").sees("En cours · Léo Fontaine")
	aicha := r.call("aicha").in("agents")
	aicha.say("/claim INC-2").sees("En cours · Aïcha Benali")
	aicha.say("/note INC-2 même borne que la semaine dernière, il faut voir avec Nadia")
	aicha.say("/reply INC-2 Bonjour Marie, pouvez-vous redémarrer votre box et me dire si le bouclier repasse au vert ?")
	oscar := r.call("oscar").in("agents")
	oscar.say("/claim INC-1").sees("En cours · Oscar Hughes")
	oscar.say("/hold INC-1 waiting for the hotel's network team").sees("En attente")
	leo.say("/resolve INC-3 La tête d'impression était sale ; je l'ai nettoyée.").sees("Résolu · Léo Fontaine")
	marie.sees("redémarrer votre box")
	marie.say("c'est fait, mais le bouclier reste orange")
}
