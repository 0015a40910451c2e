"""Words that are spelled right, though a single letter away from a word of the Storybook world: "boat" is no "coat"."""

from __future__ import annotations

_WORDS = """
adam andy anne apply area backward bail bake banana bang bans bare bark bars bath bats bead beak beam beams bean beans
been beer begun bell bend bert besides bets bits blank block blur boat boats body bolt boot booth boots boss bouncy
bounded bowl bowling bowls boxing brace brake breach bread bull bunch bunk burn butter byte cabs cage caller camel camp
candy cane cans cara card care cares carla cars cart carts case cases cast chaos chap chart cheat check cheek chose
class claws clean click clock clocks closer clown clowns club coal coarse code cold comb comet cone cones cope cops
copy core cost costs cots crate crow crowd crowds crows cube cubes curb cure curly curse cuts dana dancer dancers dare
dart dead deaf deal deck deer desk died dies dish disk dock docks dove doves drag dresser drew drunk dust ears east
elsa emily emit evil faces fact fail fails fair fairly fanny farmer faun fear feather feed feel file files finer fins
fire firm fist five flag flea flips float flock flood flour flow fluff fork forks form forty four foxy free freed frost
full funds furry game gate gems gist given glass goat golf grant grave greed greek guest guests gums guns hail halls
halt hammer hamming handy hang hangs hard harm harp harps harry hate haven haze heal heap heaps hear heard heat herb
herd hero heroes hides hiding hiker hikers hips hire hits hive hole holes hood hoods hoof hook hooks hoop hoops hope
hopes horse hose hubs hunt hurt ideal info inns jacks jelly jets jobs joint jonah juggle jugs jumper kate keys kiss
kites kits knot known lace ladder lakes lamb lame land lands laser lather latter launch laws layer laying lazy lead
leading leads leah leak lean leaning least lena lens less liar lids limb line lines lint lips list listed litter liver
load loads loaf lock locked locks lone loop loops lots lovers luck lucky luke lump maker male mane mare mares marsh
mast match matches maze mean meat meats medal melt mess meter mike mile mime mine misses mist mole moles mood moose
more most movie movies much naked nate nearly neat neon nerd nest nets nick nine ninja node noses nosy notes noun
oliver otter ours oven owns pack packed packs pads page paid pain pans parking part parts pasta paste path pats patty
paul pear pears peas peek pets phil pike pile pinch pipe pitcher pits place placed plan plane planes plant player pole
poles pony pope pork post posting posts pots pound pray price print prints pump purse quilt quit quite rage rail rails
raise rank rare rate rates rating ready real rear reed rein rent rice rider rides roads rock rocks rode role roof root
roots rope rosie rugs ruin runner rush rust ruts sadder sail sailing sally salt same sands sane saving saws scare
scared scary scent scone score scores scoring scout scroll seal seals seam seas seed seeds seek seem seems seen sell
send sent shaking shame shape shapes shaping shark sharp shave shaving shed sheep sheet shelf shift shin shine shock
shoe shoes shoot shooting shop shops short shorts shot shots shown shut shuts sides sift sigh sign signs sill simply
sink sinking site sitter size skill slack sled sleds sleek sleet slice slid sliding slight slime slot slow smart smoke
snakes sneak soar soaring sofa soil sold sole sons sore sort sorting soup sour spade spare spear spell spells spice
spill spine spit spoken spoon sport stab stack stair stairs stale stall stan stare staring staying stays steak steep
step steps steve sting stir stone store stores stork stout stranger strangers suit suits sung sunk swam swans sway
sweat sweep sweeping table tail taken tame tank tape tara task team teams tear tearing teen teens tens tenth test text
than theme these thin thing think thrown thus tide tidy tights tile tiles till timer tina tins tips tire toby todd toes
told tomb tone tool topper torn tower traveler travelers traveller travellers trim trip trips true tube vera victor
villager villagers wade wafer waiter walker wall walls walter wand wanderer wanderers wars wash washes washing wasp
wasps webs weed weeds week weeks wells west whale wheat whole whom wild will windy wine wing wink winner wins wire wish
witch wonder word words work world worm worn worse write writing yara yarn yours zone
"""
REAL_WORDS = frozenset(_WORDS.split())
