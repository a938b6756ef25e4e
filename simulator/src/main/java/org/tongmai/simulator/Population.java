package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws households until there are enough residents. */
final class Population {

    /** Residents are younger than this, because the reserved ID sequences belong to people of a hundred years and over. */
    static final int AGE_LIMIT = 97;

    private static final double MARRIED = 0.72;
    private static final double WITH_GRANDPARENTS = 0.22;
    private static final double TWINS = 0.015;
    /** 104 boys to 100 girls. */
    private static final double BOYS = 0.51;

    private static final double MOTHERS_SURNAME = 0.03;
    private static final int TRIES = 50;

    private final ProvinceSettings settings;
    private final Regions regions;
    private final List<Resident> residents = new ArrayList<>();
    private final Set<String> numbers = new HashSet<>();

    private Population(ProvinceSettings settings) {
        this.settings = settings;
        this.regions = new Regions(settings.region());
        numbers.add(DemoResident.ID_NUMBER);
    }

    /** Exactly as many residents as the settings say; the scripted one is not among them. */
    static List<Resident> draw(ProvinceSettings settings) {
        Population population = new Population(settings);
        for (int household = 1; population.residents.size() < settings.residents(); household++) {
            population.household(household);
        }
        return List.copyOf(population.residents.subList(0, settings.residents()));
    }

    private void household(int number) {
        Dice dice = Dice.of(settings.seed(), "household", number);
        Home home = new Home("H%06d".formatted(number), regions.home(dice), People.draw(dice), dice);
        if (!dice.chance(MARRIED)) {
            int age = dice.chance(0.35) ? dice.between(62, AGE_LIMIT - 1) : dice.between(20, 61);
            Sex sex = dice.chance(age > 61 ? 0.4 : 0.55) ? Sex.MALE : Sex.FEMALE;
            home.add(home.people.line(dice), sex, birth(age, dice), false, null);
            return;
        }
        int age = dice.between(24, 84);
        String line = home.people.line(dice);
        home.add(line, Sex.MALE, birth(Math.min(age + dice.between(-1, 4), AGE_LIMIT - 1), dice), false, null);
        Resident wife = home.add(home.people.line(dice), Sex.FEMALE, birth(age, dice), false, null);
        children(home, line, wife, age, dice);
        if (age < 55 && dice.chance(WITH_GRANDPARENTS)) {
            grandparents(home, line, age, dice);
        }
    }

    /** Children still at home, born when the mother was 21 to 39. */
    private void children(Home home, String line, Resident mother, int motherAge, Dice dice) {
        int wanted = dice.chance(0.18) ? 0 : dice.chance(0.62) ? 1 : dice.chance(0.85) ? 2 : 3;
        int motherAtBirth = dice.between(21, 33);
        for (int child = 0; child < wanted; child++) {
            int age = motherAge - motherAtBirth;
            if (age >= 0 && age <= 26) {
                LocalDate birth = birth(age, dice);
                boolean twins = dice.chance(TWINS);
                String surname = dice.chance(MOTHERS_SURNAME) ? mother.name().family() : line;
                for (int born = 0; born < (twins ? 2 : 1); born++) {
                    home.add(surname, dice.chance(BOYS) ? Sex.MALE : Sex.FEMALE, birth, twins, mother);
                }
            }
            motherAtBirth = Math.min(motherAtBirth + dice.between(2, 5), 39);
        }
    }

    private void grandparents(Home home, String line, int age, Dice dice) {
        int older = Math.min(age + dice.between(22, 30), AGE_LIMIT - 3);
        if (dice.chance(0.8)) {
            home.add(line, Sex.MALE, birth(older + 2, dice), false, null);
        }
        if (dice.chance(0.9)) {
            home.add(home.people.line(dice), Sex.FEMALE, birth(older, dice), false, null);
        }
    }

    private LocalDate birth(int age, Dice dice) {
        return settings.today().minusYears(age).minusDays(dice.between(1, 364));
    }

    /** A number nobody has yet: another division of birth is tried where both reserved sequences of the day are taken. */
    private String number(Address home, LocalDate birth, Sex sex, Dice dice) {
        for (int i = 0; i < TRIES; i++) {
            String number = IdNumber.of(regions.numberedAt(home, dice), birth, sex, dice.below(2));
            if (numbers.add(number)) {
                return number;
            }
        }
        throw new IllegalStateException("no reserved number left for a day of birth; ask for fewer residents");
    }

    /** The household that is being filled. */
    private final class Home {

        private final String id;
        private final Address address;
        private final People people;
        private final Dice dice;
        private final Set<String> names = new HashSet<>();

        private Home(String id, Address address, People people, Dice dice) {
            this.id = id;
            this.address = address;
            this.people = people;
            this.dice = dice;
        }

        private Resident add(String line, Sex sex, LocalDate birth, boolean twin, @Nullable Resident mother) {
            Name name = people.name(line, sex, birth, dice);
            for (int i = 0; i < TRIES && !names.add(name.text()); i++) {
                name = people.name(line, sex, birth, dice);
            }
            String ownPhone = Phones.draw(dice);
            String ownFormerPhone = Phones.draw(dice);
            Resident parent = birth.isAfter(settings.today().minusYears(Registration.CHILD_YEARS)) ? mother : null;
            Resident resident = new Resident(
                    "R%06d".formatted(residents.size() + 1),
                    id,
                    name,
                    sex,
                    birth,
                    number(address, birth, sex, dice),
                    people.code(),
                    address,
                    parent == null ? ownPhone : parent.phone(),
                    parent == null ? ownFormerPhone : parent.formerPhone(),
                    twin,
                    mother);
            residents.add(resident);
            return resident;
        }
    }
}
