"""Closed lists of English words that say who may be a character, and which words never are.

Lists are data: a noun missing here is not taken for a character unless the story names it or says "who" of it.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHE_NOUNS = _words("""
    girl woman lady princess queen mother mom mum mama mummy grandmother grandma granny sister aunt auntie daughter
    niece witch waitress hen cow mermaid duchess ballerina nun bride wife empress vixen lioness heroine actress
    fairy nurse widow stepmother stepsister stepdaughter godmother hostess maid maiden milkmaid housemaid lass countess
    sorceress enchantress ogress governess goddess sow ewe mare
""")
HE_NOUNS = _words("""
    boy man gentleman prince king father dad daddy papa grandfather grandpa brother uncle son nephew wizard monk waiter
    rooster bull knight fisherman lumberjack snowman groom husband emperor cowboy fireman policeman postman mailman
    businessman duke lad guy huntsman woodman stepfather godfather widower bridegroom lord baron earl sultan god
""")
CREATURES = (
    SHE_NOUNS
    | HE_NOUNS
    | _words("""
    fox cat kitten kitty rabbit bunny hare bear owl frog toad robot dragon dog puppy pup mouse rat hamster hedgehog
    squirrel chipmunk deer fawn moose elk wolf lion tiger leopard panther cheetah elephant giraffe zebra hippo
    hippopotamus rhino rhinoceros monkey gorilla ape chimpanzee panda koala kangaroo sloth otter beaver badger raccoon
    skunk mole bat pig piglet goat sheep lamb horse pony foal donkey mule camel llama alpaca calf ox duck duckling goose
    gosling swan chick chicken turkey bird sparrow robin crow raven parrot penguin eagle hawk falcon pigeon dove pelican
    flamingo peacock stork seagull fish whale dolphin shark seal walrus octopus crab lobster turtle tortoise lizard
    snake crocodile alligator dinosaur snail worm caterpillar butterfly bee ant ladybug beetle spider dragonfly firefly
    cricket unicorn monster ghost alien elf dwarf gnome giant troll ogre goblin android teddy puppet scarecrow
    child kid baby toddler teenager person farmer teacher doctor pilot pirate sailor captain astronaut cook chef baker
    painter artist musician singer dancer clown magician soldier guard hunter gardener detective thief explorer
    traveller traveler scientist inventor student pupil neighbour neighbor stranger villager shepherd merchant
    blacksmith tailor wanderer hero warrior samurai ninja vampire zombie superhero cousin twin parent grandparent
    friend creature animal couple family crowd kitsune phoenix griffin centaur demon angel spirit cyborg boyfriend
    girlfriend cub
    keeper rider ranger archer builder seller hiker runner swimmer skater surfer climber diver writer poet author mayor
    judge lawyer priest athlete player coach wrestler boxer skeleton yeti genie prisoner spy cop officer sheriff bandit
    outlaw viking gladiator elder golem minotaur kraken serpent jellyfish gecko chameleon iguana lynx jaguar hyena bison
    buffalo reindeer puma narwhal snowwoman mammoth pterodactyl
    ass stag hind hart buck cock cockerel hound terrier spaniel poodle greyhound sow boar ram ewe heifer steed mare
    stallion colt filly nag eel flounder salmon trout carp herring heron crane swallow nightingale jackdaw magpie jay
    lark thrush finch canary cuckoo kingfisher woodpecker blackbird starling wren titmouse partridge quail pheasant
    vulture cormorant ostrich grasshopper locust cicada gnat wasp hornet moth flea mosquito slug scorpion adder viper
    python cobra weasel ferret marten stoat polecat mongoose porcupine armadillo jackal coyote wolverine wildcat baboon
    lemur antelope gazelle wombat dormouse vole shrew lemming
    shoemaker cobbler miller peasant labourer laborer servant butler valet carpenter mason weaver spinner potter
    goldsmith butcher brewer grocer shopkeeper trader pedlar peddler innkeeper landlord guest customer beggar orphan
    widower stepson courtier minister chancellor counsellor ambassador messenger herald steward chamberlain lord earl
    baron marquis sultan caliph vizier emir tsar czar pharaoh heir bishop parson sexton preacher pastor hermit pilgrim
    apprentice drummer fiddler piper minstrel robber rogue swindler rascal scoundrel villain burglar smuggler enchanter
    sorcerer ogre imp sprite pixie nymph nixie leprechaun manikin hobgoblin jester fool scholar philosopher astronomer
    professor librarian clerk secretary barber physician surgeon apothecary tutor schoolmaster skipper fisher
    fishmonger cowherd goatherd swineherd porter jailer executioner sergeant corporal lieutenant colonel admiral
    foe enemy rival companion comrade lover master mistress bridegroom monster tenant fugitive prisoner owner
    beast cutter
    barista driver doggo doggy doggie pooch birdie piggy piggie hog ducky duckie drake mousey mousie froggy froggie
    jumbo droid bot tabby tomcat pussycat hoglet owlet lass lad schoolboy schoolgirl wyvern grizzly whelp
""")
)
PLURALS = {
    "mice": "mouse", "wolves": "wolf", "elves": "elf", "dwarves": "dwarf", "geese": "goose", "oxen": "ox",
    "children": "child", "men": "man", "women": "woman", "people": "person", "thieves": "thief", "calves": "calf",
    "fishermen": "fisherman", "heroes": "hero", "snowmen": "snowman", "wives": "wife", "gentlemen": "gentleman",
    "sheep": "sheep",
}  # fmt: skip
#: What else the same character may be called.
SAME = {
    "kitten": "cat", "kitty": "cat", "bunny": "rabbit", "hare": "rabbit", "toad": "frog", "puppy": "dog", "pup": "dog",
    "doggo": "dog", "doggy": "dog", "doggie": "dog", "pooch": "dog", "hound": "dog", "piggy": "pig", "piggie": "pig",
    "hog": "pig",
    "ducky": "duck", "duckie": "duck", "drake": "duck", "chick": "duck", "mousey": "mouse", "mousie": "mouse",
    "froggy": "frog", "froggie": "frog", "jumbo": "elephant", "droid": "robot", "bot": "robot", "tabby": "cat",
    "tomcat": "cat", "pussycat": "cat", "hoglet": "hedgehog", "owlet": "owl", "lass": "girl", "lad": "boy",
    "schoolboy": "boy", "schoolgirl": "girl", "wyvern": "dragon", "grizzly": "bear", "cub": "cub",
    "piglet": "pig", "lamb": "sheep", "pony": "horse", "foal": "horse", "duckling": "duck", "vixen": "fox",
    "fawn": "deer", "kid": "child", "mum": "mother", "mom": "mother", "mama": "mother", "mummy": "mother",
    "granny": "grandmother", "grandma": "grandmother", "dad": "father", "daddy": "father", "papa": "father",
    "grandpa": "grandfather", "teddy": "bear", "lady": "woman", "gentleman": "man", "lioness": "lion",
    "tortoise": "turtle", "traveler": "traveller", "neighbor": "neighbour", "android": "robot",
}  # fmt: skip
#: Nouns that any character may be called; they tell nothing of its looks.
ANYBODY = _words("friend creature animal beast hero companion pal child kid girl boy woman man lady gentleman person")
#: Nouns that tell whose somebody is, and nothing of how they look.
RELATIONS = _words(
    "brother sister friend son daughter cousin twin neighbour neighbor boyfriend girlfriend nephew niece"
)
FRIENDS = _words("friends companions pals siblings")
GROUPS = FRIENDS | _words("animals creatures heroes children kids")
NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "2": 2, "3": 3,
    "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9, "10": 10, "pair": 2, "couple": 2, "twin": 2, "both": 2, "trio": 3,
}  # fmt: skip
ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "last": -1, "eldest": 0,
    "oldest": 0, "youngest": -1,
}  # fmt: skip
#: Nouns of the young and the kin that stand before another noun: "mama bear", "baby elephant".
KIN = _words("mama mummy mommy mother mom mum papa daddy father dad baby grandpa grandma king queen prince princess")
#: What stands after the noun that says what somebody is: "bear cub", "frog king", "penguin mum".
YOUNG = KIN | _words("cub cubs pup calf chick kid child")
#: Nouns that are more often something else when no article stands before them: "they cook", "a seal of wax".
ALSO_VERBS = _words("""
    fool host master owner page count ram lark crane swallow cock buck fisher lord mason potter porter fly hound
    cook guard judge coach nurse spy bat seal crow parent author player couple crowd family twin kid hero ray fly
    pilot soldier model person people child worm bee ant bug hunter guide
""")
#: Toys and catches: on stage only where they act themselves.
ALSO_THINGS = _words("teddy puppet fish crab shrimp lobster chicken turkey worm snail scarecrow")
#: "a rabbit hole", "the dog house": no rabbit, no dog.
NOT_AFTER = _words("""
    hole house nest food hug skin kite book mask costume statue toy toys tree bed cage boat tracks track print prints
    shape shaped tail picture song story school shop bowl cave den kennel fur egg eggs milk
""")

COLOURS = {
    "red": "red", "crimson": "red", "scarlet": "red", "orange": "orange", "ginger": "orange", "yellow": "yellow",
    "golden": "yellow", "green": "green", "emerald": "green", "blue": "blue", "purple": "purple", "violet": "purple",
    "brown": "brown", "chestnut": "brown", "white": "white", "snow-white": "white", "black": "black", "grey": "grey",
    "gray": "grey", "pink": "pink", "silver": "grey", "gold": "yellow", "lemon": "yellow", "teal": "blue",
    "turquoise": "blue",
    "navy": "blue", "azure": "blue", "indigo": "blue", "lilac": "purple", "lavender": "purple", "magenta": "pink",
    "rosy": "pink", "cream": "white", "beige": "brown", "tan": "brown", "maroon": "red", "ruby": "red", "lime": "green",
    "olive": "green", "coloured": "", "colored": "",
}  # fmt: skip
ADJECTIVES = frozenset(COLOURS) | _words("""
    little small big happy cute friendly tiny cheerful young sweet brave funny old large tall short fat thin sad angry
    best lonely clever curious sleepy tired hungry wise kind shy magic giant baby fluffy furry good bad pretty
    beautiful ugly poor rich strange lost wild grumpy lazy naughty proud gentle lovely dear
""")
GARMENTS = _words("""
    hat cap scarf coat jacket dress shirt sweater jumper hoodie boots shoes gloves mittens glasses goggles crown cape
    cloak apron backpack bow ribbon tie helmet robe vest trousers pants skirt uniform suit overalls raincoat beanie hair
    beard moustache braids pigtails ponytail curls eyes ears wings whiskers horns freckles armor armour necklace
    collar bandana wig mask nightgown gown pyjamas pajamas nightshirt blouse costume tutu bathrobe overcoat
    swimsuit jeans shorts socks
""")

FUNCTION = _words("""
    a an the this that these those some many several no every each any and or but so because when while if as than then
    in on at to into onto from by with without for of off over under beneath below above near next beside behind before
    after through across along around between among up down out away back about against inside outside toward towards
    is are was were be been being has have had do does did will would can could may might must shall should not never
    he she it they them him her his hers its their theirs we us our i me my you your who whom whose which what where why
    how there here now soon later once again too also very both all until since during like upon still just only
    together alone home yes oh hello hi goodbye nobody everyone everybody someone something nothing everything
    one two three four five six seven eight nine ten ones suddenly finally meanwhile today tonight tomorrow yesterday
    named called says said who
""")
NOT_NAMES = FUNCTION | _words("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter halloween english german french spanish chinese japanese
    god ok okay nc the end spring summer autumn winter earth mars moon sun sea night day morning evening rain snow
    dawn dusk darkness silence time music water light
""")
#: After one of these a capitalised word may well be a town or a book.
BEFORE_PLACES = _words("in at from near of the into through towards toward on")
#: Only somebody does these, so the capitalised word before one is a name.
DEEDS = _words("""
    says said asks asked sees saw finds found picks meets met walks walked looks looked smiles smiled laughs laughed
    wants wanted likes loves sits sat sleeps slept jumps jumped waves waved lives lived wakes woke thinks thought hears
    heard goes went carries carried gives gave takes took puts holds held eats ate drinks drank plays dances danced
    sings sang reads read writes wrote cries cried hugs hugged visits visited discovers discovered spots climbs climbed
    decides decided feels felt runs ran hikes hops hopped leaps naps dozes strolls hands joins greets loses wears puts
    brings brought catches caught makes made follows followed builds built opens opened swims swam whispers shouts
    rests leaves lies stands stood waits wept slept rode sprang threw broke crept drove fell flew grew hid kept knew lay
    led lit lost rang rose sent shook shot shut spoke spun stole struck tore won began came drew got had sank
    answers answered replies replied exclaims exclaimed begs begged cried calls called nods nodded
""")
#: What a sentence without a subject may begin with, besides those.
VERBS = _words("""
    starts begins turns falls comes returns tries hides flies swims shows swaps strolls leaves sees takes hugs throws
    kicks rides drives dives lets joins stops tells calls knocks cooks paints draws helps gets rolls crawls swings
""")
#: Only somebody says, so what does is somebody, whatever it is: "said the flounder".
SPEECH = _words("""
    says said asks asked replies replied answers answered cries cried exclaims exclaimed shouts shouted whispers
    whispered thinks thought begs begged laughs laughed mutters muttered sighs sighed weeps wept
""")
#: "a crowd of boys" is boys.
OF_MANY = _words("family crowd couple pair")
TITLES = {
    "mr": "he", "mrs": "she", "ms": "she", "miss": "she", "dr": "", "doctor": "", "captain": "", "king": "he",
    "queen": "she", "prince": "he", "princess": "she", "uncle": "he", "aunt": "she", "grandma": "she", "grandpa": "he",
    "sir": "he", "lady": "she", "lord": "he", "professor": "", "mama": "she", "papa": "he", "mother": "she",
    "father": "he", "granny": "she", "brother": "he", "sister": "she", "old": "", "little": "", "detective": "",
    "farmer": "", "officer": "", "inspector": "", "sheriff": "", "general": "", "commander": "", "nurse": "",
    "agent": "",
}  # fmt: skip
SHE_NAMES = _words("""
    mia ada lily zoe nora ella ruby luna ivy rosa anna emma lucy molly clara nina lola maya tilly greta hanna hannah
    olive pearl poppy suki tina vera yara bella dora elsa frida gemma hazel wilma daisy alice amy anne beth betty carla
    carol chloe cinderella diana elena elisa elizabeth ellie emily eva eve fiona gina grace heidi helen ida ines irene
    isabel isabella jane jasmine jenny jessica jill judy julia julie kate katie kim kira laura lea lena leila lena linda
    lisa lotte louise lydia maggie margaret maria marie martha mary matilda mila millie nadia naomi natalie nelly nell
    nicole nelly olivia paula penny polly rachel rebecca rita rosie sally sandra sara sarah sofia sophia sophie stella
    susan susi tanja tara tess ursula valentina victoria violet wendy yuki aiko sakura mei ling fatima aisha amina layla
    gerda gretel gretchen grethel jill margery rapunzel thumbelina
    priya anita ingrid astrid pippi frieda charlotte
""")
HE_NAMES = _words("""
    otto max leo finn tom ben sam hugo oscar felix theo jack noah emil carl dan eddie fred gus henry ivan jonas karl
    liam milo ned oliver paul rufus simon toby victor walter zack arlo bruno adam alan alex alexander andrew anton
    arthur benjamin bernd bill billy bob bobby boris charles charlie chris christopher daniel dave david dennis diego
    dimitri dominic edgar edward eric erik ernst ethan frank franz fritz gabriel george gerald gregory hans harry
    hector igor isaac jacob jake jakob james jan jason jim jimmy joe joel johan john johnny jonathan joseph josh juan
    julian kai kevin konrad kurt lars lenny leon louis luca lucas luis luke marco marcus mario martin matt matthew
    michael mike mikko moritz nathan nicholas nick nico nils oliver olaf omar otis pablo patrick pedro peter philip
    pierre pinocchio ralf ralph raul ray ricardo richard robert roger roman ron rudolf ryan samuel sebastian stefan
    stephen steve sven tim timmy thomas tobias tony vincent vladimir werner william willy wolfgang xavier yusuf ali
    jack hans hansel kay
    ahmed hassan mohammed kenji hiroshi taro ravi arjun pip rex fido benny teddy
""")
GIVEN = SHE_NAMES | HE_NAMES
