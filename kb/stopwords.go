package kb

import "strings"

// wordSet splits a list at white space.
func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// Words that carry no topic: articles, pronouns, auxiliaries, question words
// and the courtesies of a request. Folded, as analysis delivers them. Words of
// the trade that other lists drop ("off", "on", "out", "down") are kept out of
// these lists where they tell two articles apart, and so is French "son", which
// is the sound.
const stopEnglish = `
a an the this that these those some any each every either neither such same
i me my mine myself we us our ours ourselves you your yours yourself he him his
himself she her hers herself it its itself they them their theirs themselves
one ones someone anyone something anything
am is are was were be been being do does did doing done have has had having
can could may might must shall should will would cant couldnt dont doesnt didnt
isnt arent wasnt werent wont wouldnt shouldnt havent hasnt hadnt im ive id ill
youre youve youll hes shes theyre theyve weve were thats theres whats lets
and or but if then else so because as than though although while whether
of at by for with about against between into through during to from in on
upon via within per toward towards among
how what when where which who whom whose why there here
not no nor too very just only also even still yet already ever really quite
please hello hi hey thanks thank sorry dear
want wants wanted wanna need needs needed like likes possible able way ways
know trying tries somehow anyway etc eg ie
`

const stopFrench = `
un une le la les l des du de d au aux ce cet cette ces c cela ceci ca
mon ma mes ton ta tes sa ses notre nos votre vos leur leurs
je j tu il elle on nous vous ils elles me m te t se s y en lui eux moi toi soi
qui que qu quoi dont ou quel quelle quels quelles lequel laquelle lesquels
est es suis sont sommes etes etre ete etait etaient sera serait soit
ai as a ont avons avez avoir avait avaient aura aurait eu
fait faire fais peut peux peuvent pouvez pouvons pouvoir puis pourrait pourrais
veux veut voulez vouloir voudrais voudrait dois doit devez devoir faut faudrait
va vais vont allez aller
et ou mais donc or ni car si comme lorsque quand puisque parce
dans par pour sur sous avec chez vers entre depuis pendant afin lors ainsi
comment pourquoi combien
ne n pas non plus tres trop bien aussi alors encore deja meme toujours
tout tous toute toutes quelque quelques chaque aucun aucune autre autres
bonjour bonsoir merci svp salut estce cestadire
`

const elidedFrench = `l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu presqu`
