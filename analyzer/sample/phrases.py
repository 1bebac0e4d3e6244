"""Sentence parts in nine languages, from which posts, comments and messages are composed.

One sentence a line, a backslash continues it. `{name}` is a colleague's first name, `{full}` their
whole name; `{company}`, `{city}` and `{tool}` speak for themselves; `{n}` is a small number,
`{nn}` one of two digits, `{hour}` a time of day, `{dawn}` an early one, `{br}` a line break.
Apostrophes are straight here; `language` makes some of them typographic, as telephones do.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """What a post may be about: ways to open, to go on and to close, and hashtags."""

    openers: tuple[str, ...]
    bodies: tuple[str, ...]
    closers: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """All that is said in one language; an exchange is something said and what is answered."""

    themes: tuple[Theme, ...]
    comments: tuple[str, ...]
    invitations: tuple[str, ...]
    greetings: tuple[str, ...]
    exchanges: tuple[tuple[str, str], ...]
    farewells: tuple[str, ...]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in text.strip().splitlines())


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (said, answer) for said, _, answer in (line.partition(" >> ") for line in _lines(text))
    )


ENGLISH = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                Found it. {nn} metres from where the old map said it would be.
                At {dawn} this morning a main under {city} sounded like a kettle.
                Small leaks are polite: they whisper for {n} years before anybody listens.
                We put {nn} loggers on the mains around {city} last week and slept badly.
                A confession: I have started to hear the fridge at home as a pressure transient.
                Another week of listening to water pipes for a living.
                """
            ),
            bodies=_lines(
                """
                The correlator pointed at a garden wall, the dog pointed at the hydrant, and the \
                    dog was right.
                Two sensors agreed, a third did not, and the third was the one worth reading.
                Most of what we lose goes in the quiet hours between two and four, when the \
                    pressure is high and nobody brushes their teeth.
                {name} drew the whole district on the back of a delivery note, and it was better \
                    than our map.
                We closed {n} valves, opened {n}, and learned that one of them had been painted \
                    shut since 1987.
                The night flow fell by {nn} percent before anyone had finished their coffee.
                An old cast-iron main carries sound a long way; plastic keeps its secrets.
                People ask whether a model can do this alone. The model has never stood in the \
                    rain.
                Somebody had written "do not dig here" on the plan in 1962, and they were right.
                It took {n} people, {nn} minutes and one borrowed umbrella.
                """
            ),
            closers=_lines(
                """
                Listen to your pipes.
                Thanks to {full} for the patience and the flask of tea.
                If your utility has a night like this to tell, I would love to hear it.
                Next stop: {city}.
                No pipe was harmed. Well, one.
                """
            ),
            tags=("leakdetection", "waterloss", "fieldwork", "hydraulics", "nightshift"),
        ),
        Theme(
            openers=_lines(
                """
                Today I deleted {nn} lines of code and nothing broke.
                An honest benchmark, for once.
                Our pipeline (the data one) ran for {nn} days without a human touching it.
                The most useful chart we made this year has one line in it.
                Things a sensor has told me this month that were not true:
                I moved our nightly job to {tool} and wrote down what happened.
                """
            ),
            bodies=_lines(
                """
                The hard part was never the model, it was finding out which of {n} clocks was \
                    telling the truth.
                Half of the outliers were a battery, the other half were a fox.
                We now store every reading as it came and repair it in a second step, so that no \
                    mistake of ours is for ever.
                A missing value is a fact, not an absence; we had been averaging over it for {n} \
                    years.
                It used to take {nn} minutes, now it takes {n}, and nobody has noticed, which is \
                    the best compliment a data team can get.
                {name} asked the only good question: what would you do differently if the number \
                    were twice as high?
                I like {tool} because the error message told me what to do next.
                Test data that looks too tidy is a way of lying to yourself.
                We counted everything twice, in two ways, and the two totals disagreed by {n}.
                The column was called "flow_final_v{n}", and it was neither final nor a flow.
                """
            ),
            closers=_lines(
                """
                Write it down, future you is a stranger.
                Slides and notebook are open; the link is in the first comment.
                What is the oldest job your team still runs at {dawn}?
                Thank you {full}, who reads logs the way others read novels.
                Boring is a feature.
                """
            ),
            tags=("dataengineering", "timeseries", "sensordata", "opendata", "python"),
        ),
        Theme(
            openers=_lines(
                """
                We are hiring, and we mean it.
                {n} years ago I joined this team with a rucksack and no idea what a hydrant key \
                    was.
                Some news from our side of the river.
                A small public thank-you.
                {name} starts with us on Monday!
                Today I said goodbye to a colleague who taught me to read a valley.
                """
            ),
            bodies=_lines(
                """
                You will work with {n} engineers, one retired plumber and a whiteboard that \
                    nobody may erase.
                Part time is fine, a gap in the CV is fine, muddy boots are expected.
                What I look for is somebody who says "I don't know" in the first interview and \
                    has found out by the second.
                Our best hire in {n} years came from a bakery: up at {dawn}, careful with \
                    pressure, good with numbers.
                The advert lists five tools. You need to know two of them and want to know a \
                    third.
                We publish the salary range, because guessing games are for parties.
                {full} has agreed to run the apprenticeship, and I could not be happier.
                I have worked for {company} and with {company}, and in both places the good \
                    weeks began with somebody asking for help early.
                """
            ),
            closers=_lines(
                """
                Write to me if you are curious. I answer every message, sometimes slowly.
                Please pass it on to someone who likes puzzles and weather.
                Closing date is the end of the month.
                Go well, {name}.
                """
            ),
            tags=("hiring", "waterjobs", "teamwork", "apprenticeship", "engineering"),
        ),
        Theme(
            openers=_lines(
                """
                Back from {city} with a full notebook and an empty battery.
                Three things I took home from this year's leakage days in {city}:
                I gave a talk today and the projector gave up halfway.
                If you are in {city} this week, come and say hello.
                Notes from a panel on which everybody agreed a little too much.
                """
            ),
            bodies=_lines(
                """
                The best session was the one in the corridor, with {name} and a paper napkin.
                {company} showed a pilot in which {nn} households could see their own leak on a \
                    map; nobody was angry, everybody was curious.
                Somebody said that data is the new water. Somebody from a utility answered that \
                    water is still the old water.
                Regulators, it turns out, also like maps.
                I had {n} slides, one of them was the right one.
                I asked the room who knows the age of the pipe outside their own door. Two \
                    hands, one of them {name}'s.
                A student from {city} had built a hydrophone from a yoghurt pot and it worked \
                    better than it should.
                """
            ),
            closers=_lines(
                """
                Slides on request.
                See you next year, bring boots.
                Thank you {full} for the invitation and for the cake.
                Which talk should I have seen and did not?
                """
            ),
            tags=("waterweek", "conference", "leakagedays", "smartwater", "community"),
        ),
        Theme(
            openers=_lines(
                """
                I finished a course, and this time I did the exercises.
                A book I keep lending and never get back.
                What I wish I had known when I started {nn} months ago.
                Unpopular opinion, mildly held.
                I asked an AI assistant about water hammer.
                """
            ),
            bodies=_lines(
                """
                It explained it nicely, invented a reference, and apologised when asked; I have \
                    known professors who skip the last step.
                The chapter on statistics is short and kind, which is how statistics should be.
                You do not need to understand the whole network, only the part that surprises \
                    you.
                I took notes by hand and have already used {n} of them.
                Reading about leaks is like reading about swimming: lovely, dry, and of limited \
                    use.
                {name} and I meet on Thursdays at {hour} and read one paper aloud; it is the \
                    best hour of the week.
                If you learn only one tool this year, learn {tool}, and then learn when not to \
                    use it.
                The examples are all in gallons. I forgave it.
                """
            ),
            closers=_lines(
                """
                What are you reading?
                Recommended by {full}, to whom I owe lunch.
                More next month.
                Corrections welcome, as always.
                """
            ),
            tags=("learning", "lifelonglearning", "books", "hydrology", "ai"),
        ),
        Theme(
            openers=_lines(
                """
                Not about work.
                The choir sang in the pump house on Saturday.
                I walked the old aqueduct outside {city} from end to end.
                My sourdough has a more regular schedule than our meetings.
                A photograph from the night shift.
                """
            ),
            bodies=_lines(
                """
                The echo lasts {n} seconds; we chose slow songs.
                Somewhere around kilometre {nn} you stop looking at the stones and start looking \
                    at the slope: one hand's breadth per hundred metres, for two thousand years.
                {name} brought soup, {name} brought a dog, nobody brought an umbrella.
                The tenors were flat, the acoustics were kind, the cellar was nine degrees.
                Nobody measured anything all day, and it was very good.
                The river was high and brown and in no mood for conversation.
                """
            ),
            closers=_lines(
                """
                Back to pipes tomorrow.
                Have a good weekend, all of you.
                We are short of altos, by the way.
                Water is patient. I am practising.
                """
            ),
            tags=("choir", "weekend", "rivers", "bread", "aqueduct"),
        ),
    ),
    comments=_lines(
        """
        Congratulations {name}, so well deserved!
        This is great, {name}.
        Well said.
        Yes, and the same is true in {city}.
        Could you share the slides?
        We saw exactly this at {company}, down to the fox.
        Love this. How long did it take until people trusted the numbers?
        I disagree a little: pressure matters more than age, at least in our {nn} zones.
        My favourite line: "the third sensor was the one worth reading".
        Happy anniversary, {name}!
        Thank you for writing this down, I will steal it for Monday's meeting.
        Is the dataset public?
        Beautiful photograph.
        Good luck in the new role, they are lucky to have you.
        We tried {tool} for this, and went back after {n} weeks. Happy to tell you why.
        Interesting! What did you do about the clocks?
        Our plumber calls this "listening with the feet".
        Following this with interest.
        {full}, this is the paper I told you about.
        Count me in.
        Ha, we have one of those as well.
        This made my day.
        I would add one thing: ask the people who read the meters, they know.
        See you in {city}, then.
        """
    ),
    invitations=_lines(
        """
        Hi {name}, we sat next to each other in {city}. Let's stay in touch!
        Hello {name}, I enjoyed your post about night flows and would like to follow your work.
        Dear {name}, {full} suggested that we talk. I work on leak detection.
        Hi {name}, thank you for the good questions after my talk.
        Hello {name}! New in the team next door, so: hello.
        """
    ),
    greetings=_lines(
        """
        Hi {name}, how are you?
        Hello {name}, long time no hear.
        Hi {name}! Thanks for connecting.
        Good morning {name}, do you have a minute?
        Dear {name}, it was lovely to meet you in {city}.
        Hi {name}, quick question.
        """
    ),
    exchanges=_pairs(
        """
        Are you coming to the leakage days in {city}? >> I am! Train on the evening before, so \
            dinner is possible.
        Do you still have that notebook about night flows? >> Yes, I will send it. Mind the \
            units in cell {n}.
        We have an opening in our team that made me think of you. >> That is kind. I am happy \
            where I am, but tell me about it.
        Could you have a look at my CV? Only if you have time. >> Of course. Send it over, I \
            will read it on the train.
        What do you use for the time series, {tool}? >> {tool} for the raw readings and plain \
            files for everything that has to last.
        Who made the hydrophones you showed? >> {company}. Ask for {name} and say that I sent \
            you.
        How was the first week? >> Loud! I know {n} names and {n} hydrants.
        Would Thursday at {hour} work for a call? >> Thursday is good. I will send a link.
        Did you get the offer? >> They sent it last night. I have until Friday and I keep \
            changing my mind.
        I read your post on missing values and sent it to my whole team. >> Thank you, that \
            makes me very happy. {name} found a mistake in it, of course.
        Sorry for the late answer, it has been a week of burst mains. >> No worries at all. I \
            hope you got some sleep.
        May I introduce you to {full}? We worked together in {city}. >> Please do, I have wanted \
            to talk to them since the conference.
        Is the position in {city} still open? >> It is, until the end of the month. Shall I put \
            in a word?
        Happy birthday, {name}! >> Thank you! There will be cake on Monday if you are near the \
            office.
        Can I quote your figure of {nn} percent in our report? >> Yes, with the year next to it \
            please, it has improved since.
        We would like you to speak at our user day. Fee and travel are covered. >> With \
            pleasure. How long, and how technical is the room?
        My daughter wants to become an engineer. What should she read? >> Anything that makes \
            her take a tap apart. I will send a list.
        Do you know somebody who does tariff models? >> Talk to {full}, and bring patience.
        How is the choir? >> Short of altos, rich in tenors. We sing in the pump house in {n} \
            weeks.
        I am thinking of leaving {company}. >> Oh. Call me tonight if you like, I am home from \
            seven.
        Would you recommend the course? >> The first half, warmly. The second half is about \
            dashboards.
        We finally found the leak under the school. >> Tell me it was not the valve.{br}It was \
            the valve, wasn't it?
        Here is the link again: https://notes.example.org/nightflow/{nn} >> Got it, thank you.
        Can you sign the paper for the apprenticeship? >> Done, it is in your inbox. Good luck \
            with the board.
        """
    ),
    farewells=_lines(
        """
        Talk soon!
        Thank you so much.
        Perfect, see you then.
        Greetings to {city}.
        Have a good weekend!
        Great, thanks.
        👍
        All the best,{br}{name}
        """
    ),
)

GERMAN = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                Heute Nacht haben wir in {city} wieder zugehört.
                Gefunden: {nn} Meter neben der Stelle im Plan.
                Ein Rohr vergisst nichts.
                Kurzer Bericht aus dem Bereitschaftsdienst.
                Wasserverlust ist leise, bis er laut wird.
                """
            ),
            bodies=_lines(
                """
                Der Nachtdurchfluss ist um {nn} Prozent gesunken, und der Bäcker nebenan hat es \
                    als Erster gemerkt.
                {name} hat den Schieber am Klang erkannt, ich nur an der Farbe.
                Auf dem Plan von 1958 stand in Bleistift die richtige Antwort.
                Wir messen viel und verstehen manches, und das zweite braucht länger.
                Zwei Sensoren waren sich einig, der dritte hatte recht.
                Niemand lobt ein Rohr, das dicht ist; heute tun wir es.
                Der Kollege von {company} sagte nur: "Das klingt nach Kies", und es war Kies.
                """
            ),
            closers=_lines(
                """
                Danke an die ganze Schicht.
                Wer Ähnliches erlebt hat: Ich lese gern mit.
                Morgen weiter, mit trockenen Stiefeln.
                Ein herzlicher Dank an {full}.
                """
            ),
            tags=("Wasserverlust", "Leckortung", "Stadtwerke", "Trinkwasser", "Nachtschicht"),
        ),
        Theme(
            openers=_lines(
                """
                Wir suchen Verstärkung.
                Nach {n} Jahren habe ich meine erste Auswertung wieder geöffnet.
                Was ich diese Woche gelernt habe:
                Gute Daten sind wie gutes Brot.
                """
            ),
            bodies=_lines(
                """
                Man braucht Zeit, eine Handvoll Zutaten und jemanden, der früh aufsteht.
                Die Hälfte der Ausreißer war eine schwache Batterie, die andere Hälfte ein \
                    Marder.
                Seit {tool} die Nachtläufe macht, schlafe ich durch.
                Teilzeit ist möglich, Gummistiefel werden gestellt.
                {name} hat {nn} Zeilen gelöscht, und alles läuft noch.
                Eine Lücke in der Messreihe ist auch eine Auskunft.
                """
            ),
            closers=_lines(
                """
                Schreibt mir, wenn ihr Fragen habt.
                Gern weitersagen!
                Fortsetzung folgt.
                """
            ),
            tags=("Datenqualität", "Wasserwirtschaft", "Stellenangebot", "Messtechnik"),
        ),
    ),
    comments=_lines(
        """
        Herzlichen Glückwunsch, {name}!
        Sehr schön gesagt.
        Das kenne ich aus {city} genauso.
        Danke fürs Teilen!
        Gibt es die Folien irgendwo?
        Da möchte ich widersprechen: Der Druck ist wichtiger als das Alter.
        Großartig, liebe Grüße aus Bristol!
        Welche Sonde habt ihr benutzt, die von {company}?
        """
    ),
    invitations=_lines(
        """
        Hallo {name}, es war schön, dich in {city} kennenzulernen.
        Guten Tag {name}, ich habe Ihren Vortrag sehr gern gehört.
        """
    ),
    greetings=_lines(
        """
        Hallo {name}, wie geht es dir?
        Liebe Grüße aus Bristol, {name}!
        Guten Morgen {name}, hast du kurz Zeit?
        """
    ),
    exchanges=_pairs(
        """
        Kommst du im Herbst nach {city}? >> Ja, mit dem Nachtzug. Ich freue mich sehr!
        Hast du die alten Pläne noch? >> Alle {nn} Rollen, im Keller, trocken.
        Wie läuft es bei {company}? >> Viel zu tun, gute Leute, schlechter Kaffee.
        Darf ich dich als Referenz nennen? >> Sehr gern. Sag mir vorher, wer anruft.
        Der Sensor am Hochbehälter spinnt wieder. >> Zieh ihn ab, zähl bis zehn, steck ihn an. \
            Und dann schreib es auf.
        Können wir am Donnerstag um {hour} telefonieren? >> Passt. Ich rufe dich an.
        """
    ),
    farewells=_lines(
        """
        Bis bald!
        Danke dir.
        Schönes Wochenende!
        Viele Grüße{br}{name}
        """
    ),
)

FRENCH = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                Cette nuit, à {city}, une conduite chantait.
                Retour de terrain, avec des bottes pleines d'eau.
                On me demande souvent à quoi ressemble une fuite.
                Petite victoire, grande flaque.
                """
            ),
            bodies=_lines(
                """
                Une fuite ne ressemble à rien pendant {n} ans, puis à une facture.
                {name} a posé l'oreille sur la vanne et a souri.
                Nous avons gagné {nn} mètres cubes par nuit, soit une piscine de quartier chaque \
                    semaine.
                Le plan disait à gauche, le chien disait à droite.
                L'équipe de {company} nous a prêté un corrélateur et un thermos.
                La donnée manquante est une donnée comme les autres, il suffit de l'écouter.
                Comme disait mon premier chef : "on ne creuse pas, on vérifie".
                """
            ),
            closers=_lines(
                """
                Merci à toute l'équipe.
                À la semaine prochaine, si l'eau le veut bien.
                Un grand merci à {full}.
                Et vous, comment écoutez-vous vos réseaux ?
                """
            ),
            tags=("eau", "fuites", "réseaux", "terrain", "données"),
        ),
    ),
    comments=_lines(
        """
        Bravo {name} !
        Très beau travail, merci pour le partage.
        À Lyon, nous avons vu exactement la même chose.
        Félicitations pour ce nouveau poste !
        Est-ce que les données sont ouvertes ?
        Superbe, et quelle belle photo.
        """
    ),
    invitations=_lines(
        """
        Bonjour {name}, c'était un plaisir de vous rencontrer à {city}.
        """
    ),
    greetings=_lines(
        """
        Bonjour {name}, comment vas-tu ?
        Salut {name} !
        Cher {name}, merci pour le contact.
        """
    ),
    exchanges=_pairs(
        """
        Tu passes à Lyon cette année ? >> Oui, en octobre, pour {n} jours. On mange ensemble ?
        As-tu reçu le rapport ? >> Oui, merci. La page {nn} est la meilleure.
        Nous cherchons quelqu'un pour le réseau de {city}. >> Je connais une personne parfaite, \
            je demande et je reviens vers toi.
        Le capteur de la place est muet. >> C'est la pile, c'est toujours la pile.
        """
    ),
    farewells=_lines(
        """
        À bientôt !
        Merci beaucoup.
        Bonne semaine,{br}{name}
        Bises à toute l'équipe.
        """
    ),
)

SPANISH = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                Hoy aprendí a escuchar una válvula.
                Saludos desde {city}.
                El agua siempre encuentra el camino; nosotros, a veces.
                """
            ),
            bodies=_lines(
                """
                La tubería tenía {nn} años y una voz muy clara.
                {name} me enseñó un mapa hecho a mano que sigue siendo el mejor.
                Perdíamos agua por la noche y ganábamos experiencia por la mañana.
                Con {tool} y paciencia redujimos el tiempo a la mitad.
                Un dato que falta también cuenta algo, ¿verdad?
                """
            ),
            closers=_lines(
                """
                Gracias a todo el equipo.
                Seguimos escuchando.
                Un abrazo a {full}.
                """
            ),
            tags=("agua", "fugas", "datos", "ingeniería"),
        ),
    ),
    comments=_lines(
        """
        ¡Enhorabuena, {name}!
        Muy buen trabajo, gracias por compartirlo.
        ¡Qué alegría leer esto!
        En {city} nos pasó lo mismo.
        """
    ),
    invitations=_lines(
        """
        Hola {name}, fue un placer conocerte en {city}.
        """
    ),
    greetings=_lines(
        """
        Hola {name}, ¿cómo estás?
        ¡Buenos días, {name}!
        """
    ),
    exchanges=_pairs(
        """
        ¿Vas al congreso de {city}? >> Sí, llego el martes. ¡Nos vemos allí!
        ¿Tienes un minuto para una pregunta sobre sensores? >> Claro, dime.
        Encontramos la fuga, estaba bajo la escuela. >> ¡Qué bien! ¿Y la válvula?
        """
    ),
    farewells=_lines(
        """
        ¡Hasta pronto!
        Mil gracias.
        Un abrazo,{br}{name}
        """
    ),
)

PORTUGUESE = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                Uma noite a ouvir canos em {city}.
                Pequenas fugas, grandes histórias.
                Estou a aprender português com os manuais de bombas.
                """
            ),
            bodies=_lines(
                """
                A equipa encontrou {n} fugas antes do pequeno-almoço.
                {name} disse que a água tem memória; eu digo que tem pressa.
                O mapa antigo estava certo e o novo estava bonito.
                Medimos durante {nn} dias e percebemos numa tarde.
                """
            ),
            closers=_lines(
                """
                Obrigada a todos.
                Até à próxima maré.
                Obrigada, {full}.
                """
            ),
            tags=("água", "fugas", "engenharia", "saneamento"),
        ),
    ),
    comments=_lines(
        """
        Parabéns, {name}!
        Que trabalho bonito.
        Muito obrigada pela partilha.
        Concordo!
        """
    ),
    invitations=_lines(
        """
        Olá {name}, foi um prazer conhecer você em {city}.
        """
    ),
    greetings=_lines(
        """
        Olá {name}, tudo bem?
        Bom dia, {name}!
        """
    ),
    exchanges=_pairs(
        """
        Você vem a {city} este ano? >> Venho sim, em maio. Vamos tomar um café?
        O relatório ficou pronto? >> Ficou, com {nn} páginas e um bom mapa.
        Quem cuida dos sensores agora? >> É {name}. Pode escrever sem medo.
        """
    ),
    farewells=_lines(
        """
        Até logo!
        Um grande abraço.
        Abraço,{br}{name}
        """
    ),
)

HINDI = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                आज {city} में हमने पानी की आवाज़ सुनी।
                पानी बोलता है, बस सुनना पड़ता है।
                """
            ),
            bodies=_lines(
                """
                पुराने नक्शे में रास्ता सही था।
                {name} ने रिसाव को कान से ही पहचान लिया।
                रात का बहाव {nn} प्रतिशत कम हो गया।
                हमारी टीम ने {n} वाल्व ठीक किए और फिर चाय पी।
                """
            ),
            closers=_lines(
                """
                पूरी टीम को धन्यवाद।
                फिर मिलेंगे।
                """
            ),
            tags=("पानी", "जल", "इंजीनियरिंग"),
        ),
    ),
    comments=_lines(
        """
        बहुत बहुत बधाई, {name}!
        बहुत बढ़िया काम।
        धन्यवाद, बहुत कुछ सीखा।
        """
    ),
    invitations=_lines(
        """
        नमस्ते {name}, {city} में आपसे मिलकर अच्छा लगा।
        """
    ),
    greetings=_lines(
        """
        नमस्ते {name}, आप कैसे हैं?
        नमस्ते {name}!
        """
    ),
    exchanges=_pairs(
        """
        क्या आप इस साल {city} आ रहे हैं? >> जी हाँ, दिसंबर में। मिलते हैं!
        क्या आपको रिपोर्ट मिल गई? >> हाँ, मिल गई। बहुत धन्यवाद।
        मौसी कैसी हैं? >> बिल्कुल ठीक हैं, आपको याद करती हैं। 🙏
        """
    ),
    farewells=_lines(
        """
        धन्यवाद!
        जल्दी मिलते हैं।
        """
    ),
)

ARABIC = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                ليلة هادئة في {city} والماء يتكلم.
                كل قطرة لها قصة.
                """
            ),
            bodies=_lines(
                """
                وجدنا التسرب تحت الحديقة بعد {n} ليال.
                قال {name} إن الأنابيب القديمة تحب الغناء.
                انخفض التدفق الليلي بنسبة {nn} في المئة.
                الخريطة القديمة كانت على حق، كالعادة.
                """
            ),
            closers=_lines(
                """
                شكراً لكل الفريق.
                إلى اللقاء في المدينة القادمة.
                """
            ),
            tags=("المياه", "هندسة", "الاستدامة"),
        ),
    ),
    comments=_lines(
        """
        مبارك {name}!
        عمل رائع، أحسنتم.
        شكراً على المشاركة 🌷
        """
    ),
    invitations=_lines(
        """
        مرحباً {name}، سعدت بلقائك في {city}.
        """
    ),
    greetings=_lines(
        """
        السلام عليكم {name}، كيف حالك؟
        مرحباً {name}!
        """
    ),
    exchanges=_pairs(
        """
        هل ستحضر المؤتمر في {city}؟ >> نعم، إن شاء الله. أراك هناك.
        هل وصلك التقرير؟ >> وصلني، شكراً جزيلاً. الصفحة {nn} ممتازة.
        كيف تسير الأمور في {company}؟ >> بخير والحمد لله، عمل كثير وقهوة جيدة.
        """
    ),
    farewells=_lines(
        """
        شكراً لك!
        إلى اللقاء قريباً.
        """
    ),
)

JAPANESE = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                今日は{city}で水道管の音を聞きました。
                小さな漏水ほど、静かに話します。
                """
            ),
            bodies=_lines(
                """
                {name}さんは弁の音だけで場所を当てました。
                夜間の流量が{nn}パーセント下がりました。
                古い地図のほうが正しかったです。
                {n}人で、傘は一本でした。
                """
            ),
            closers=_lines(
                """
                皆さん、ありがとうございました。
                また来週。
                """
            ),
            tags=("水道", "漏水調査", "データ"),
        ),
    ),
    comments=_lines(
        """
        おめでとうございます、{name}さん。
        素晴らしいです。
        とても勉強になりました。ありがとうございます。
        """
    ),
    invitations=_lines(
        """
        {name}さん、{city}ではお世話になりました。
        """
    ),
    greetings=_lines(
        """
        {name}さん、お久しぶりです。
        {name}さん、こんにちは。
        """
    ),
    exchanges=_pairs(
        """
        来月の{city}の会議に来られますか。 >> はい、火曜日に着きます。楽しみにしています。
        資料を送っていただけますか。 >> もちろんです。{nn}ページに図があります。
        センサーの電池はどのくらい持ちますか。 >> だいたい{n}年です。冬は少し短いです。
        """
    ),
    farewells=_lines(
        """
        ありがとうございます。
        よろしくお願いします。
        """
    ),
)

POLISH = Language(
    themes=(
        Theme(
            openers=_lines(
                """
                Noc w {city}, cisza i jedna głośna rura.
                Woda zawsze ma rację.
                """
            ),
            bodies=_lines(
                """
                Znaleźliśmy wyciek po {n} nocach słuchania.
                {name} rozpoznaje zawór po dźwięku.
                Nocny przepływ spadł o {nn} procent.
                Stara mapa znów okazała się lepsza od nowej.
                """
            ),
            closers=_lines(
                """
                Dziękuję całej ekipie.
                Do następnej zmiany.
                """
            ),
            tags=("woda", "wodociągi", "inżynieria"),
        ),
    ),
    comments=_lines(
        """
        Gratulacje, {name}!
        Świetna robota.
        Dziękuję za ten wpis.
        """
    ),
    invitations=_lines(
        """
        Cześć {name}, miło było poznać się w {city}.
        """
    ),
    greetings=_lines(
        """
        Cześć {name}, co słychać?
        Dzień dobry, {name}!
        """
    ),
    exchanges=_pairs(
        """
        Będziesz jesienią w {city}? >> Tak, przez {n} dni. Zapraszam na kawę!
        Czy raport dotarł? >> Tak, dziękuję. Strona {nn} jest najlepsza.
        Jak idzie w {company}? >> Dużo pracy, ale dobrzy ludzie.
        """
    ),
    farewells=_lines(
        """
        Do zobaczenia!
        Dzięki wielkie.
        """
    ),
)

LANGUAGES = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "hi": HINDI,
    "ar": ARABIC,
    "ja": JAPANESE,
    "pl": POLISH,
}
