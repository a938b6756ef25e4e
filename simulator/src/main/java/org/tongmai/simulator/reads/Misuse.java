package org.tongmai.simulator.reads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import org.tongmai.simulator.Address;
import org.tongmai.simulator.Dice;
import org.tongmai.simulator.Resident;

/** Plants misuse among the reads that are in order. It knows people, work and visits, and nothing of how misuse is looked for. */
public final class Misuse {

    /** What was done. */
    public enum Kind {
        /** One former partner, again and again. */
        FORMER_PARTNER,
        /** People of the own street. */
        NEIGHBOUR,
        /** People of the own household, or of the same name. */
        FAMILY,
        COLLEAGUE,
        /** Somebody known, after a piece of news. */
        CELEBRITY,
        /** A ward, or a street, at one go. */
        SWEEP,
        /** Names or numbers, one after the other. */
        ORDERED_SWEEP,
        /** A few every day, for weeks. */
        SLOW_HARVEST,
        /** Strangers at night, by somebody who works by day. */
        NIGHT,
        /** On a day off or on leave. */
        OFF_DUTY,
        AFTER_LEAVING,
        /** Two people with one account, at two places at once. */
        SHARED_ACCOUNT,
        /** A guessed password, then reading from outside. */
        STUFFING,
        /** Patients of one disease, to be sold. */
        BROKER,
        /** What other institutions have, though nobody allowed it: refused. */
        CROSS_INSTITUTION,
        /** Emergency access again and again. */
        EMERGENCIES,
        /** Emergency access to the own family. */
        EMERGENCY_FAMILY,
        OWN_RECORD,
        /** Psychiatry and infections, out of curiosity. */
        SPECIAL_CLASS,
        /** Children without a visit. */
        MINORS,
        /** As much as one can before leaving. */
        BEFORE_LEAVING,
        /** From a device or a place never used before. */
        NEW_PLACE,
        /** A program with a token, faster than people are. */
        TOKEN
    }

    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;

    private final World world;
    private final Duty duty;
    private final ReadLogSettings settings;
    private final List<Read> planted = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();
    private final Set<Integer> used = new HashSet<>();

    private final Map<Integer, List<Read>> byReader = new HashMap<>();
    private final Map<Long, List<Stay>> stays = new HashMap<>();
    private final List<List<Long>> patients = new ArrayList<>();
    private final Map<String, List<Integer>> households = new HashMap<>();
    private final Map<String, List<Integer>> streets = new HashMap<>();
    private final Map<Resident, Integer> numbers = new HashMap<>();

    Misuse(World world, Duty duty) {
        this.world = world;
        this.duty = duty;
        this.settings = world.settings;
        duty.reads.forEach(each -> byReader.computeIfAbsent(each.reader(), key -> new ArrayList<>())
                .add(each));
        for (int i = 0; i < world.hospitals; i++) {
            patients.add(new ArrayList<>());
        }
        for (Stay stay : duty.stays) {
            List<Stay> of = stays.computeIfAbsent(stay.patient(), key -> new ArrayList<>(2));
            if (of.isEmpty()) {
                patients.get(stay.hospital()).add(stay.patient());
            }
            of.add(stay);
        }
        for (int i = 0; i < world.residents.size(); i++) {
            Resident each = world.residents.get(i);
            numbers.put(each, i);
            households
                    .computeIfAbsent(each.household(), key -> new ArrayList<>())
                    .add(i);
            streets.computeIfAbsent(street(each.address()), key -> new ArrayList<>())
                    .add(i);
        }
    }

    private static List<Integer> in(Map<String, List<Integer>> of, String key) {
        return of.getOrDefault(key, List.of());
    }

    private int number(Resident resident) {
        return Objects.requireNonNull(numbers.get(resident));
    }

    List<Read> reads() {
        return planted;
    }

    List<Incident> incidents() {
        return incidents;
    }

    /** County and street, without the number of the house. */
    static String street(Address address) {
        return address.division() + address.street().replaceFirst("[0-9].*", "");
    }

    void plant() {
        for (Kind kind : Kind.values()) {
            for (int n = 0; n < settings.incidents(); n++) {
                Dice dice = Dice.of(settings.seed(), "misuse " + kind, n);
                for (int i = 0; i < 400 && !plant(kind, dice); i++) {
                    // somebody else
                }
            }
        }
    }

    private boolean plant(Kind kind, Dice dice) {
        int reader = dice.below(world.readers.size());
        Reader who = world.readers.get(reader);
        boolean practises = who.kind() == Reader.Kind.DOCTOR || who.kind() == Reader.Kind.NURSE;
        boolean settled =
                who.begins() < 0 && byReader.getOrDefault(reader, List.of()).size() > 20;
        if (!practises || !settled || used.contains(reader)) {
            return false;
        }
        int before = planted.size();
        new Deed(reader, who, dice).of(kind);
        List<Read> mine = planted.subList(before, planted.size());
        if (mine.isEmpty()) {
            return false;
        }
        used.add(reader);
        incidents.add(new Incident(
                incidents.size(),
                kind,
                reader,
                mine.stream().mapToLong(Read::second).min().orElseThrow(),
                mine.stream().mapToLong(Read::second).max().orElseThrow(),
                mine.size()));
        return true;
    }

    /** What one reader does. */
    private final class Deed {

        private final int reader;
        private final Reader who;
        private final Dice dice;
        private final Resident self;

        private Deed(int reader, Reader who, Dice dice) {
            this.reader = reader;
            this.who = who;
            this.dice = dice;
            this.self = who.resident();
        }

        private List<Read> mine() {
            return byReader.getOrDefault(reader, List.of());
        }

        private void of(Kind kind) {
            switch (kind) {
                case FORMER_PARTNER -> formerPartner();
                case NEIGHBOUR -> some(near(in(streets, street(self.address()))), 3, 6, 2, false);
                case FAMILY -> some(near(families()), 1, 3, 4, false);
                case COLLEAGUE -> some(colleagues(), 1, 4, 3, false);
                case CELEBRITY -> some(List.copyOf(world.known), 1, 2, 4, false);
                case SWEEP -> sweep();
                case ORDERED_SWEEP -> orderedSweep();
                case SLOW_HARVEST -> slowHarvest();
                case NIGHT -> night();
                case OFF_DUTY -> offDuty();
                case AFTER_LEAVING -> afterLeaving();
                case SHARED_ACCOUNT -> sharedAccount();
                case STUFFING ->
                    go(strangers(dice.between(40, 120)), any(), at(dice.between(0, 23)), 25, 90, outside());
                case BROKER -> broker();
                case CROSS_INSTITUTION -> crossInstitution();
                case EMERGENCIES -> emergencies();
                case EMERGENCY_FAMILY -> emergencyFamily();
                case OWN_RECORD -> some(List.of(number(self)), 1, 1, 4, false);
                case SPECIAL_CLASS -> specialClass();
                case MINORS -> minors();
                case BEFORE_LEAVING -> beforeLeaving();
                case NEW_PLACE -> go(mixed(dice.between(15, 40)), any(), at(dice.between(8, 22)), 60, 400, outside());
                case TOKEN -> go(mixed(dice.between(150, 400)), workday(), at(dice.between(8, 17)), 1, 5, desk());
            }
        }

        private void formerPartner() {
            int other = someResident(each -> {
                Resident resident = world.residents.get(each);
                return resident.sex() != self.sex()
                        && Math.abs(world.age(resident) - world.age(self)) < 9
                        && !resident.household().equals(self.household());
            });
            if (other >= 0) {
                visits(List.of(other), dice.between(3, 5), 3, false);
            }
        }

        /** Looks at a few residents on some days, each time more than one page. */
        private void some(List<Integer> residents, int low, int high, int times, boolean emergency) {
            List<Integer> left = new ArrayList<>(residents);
            left.removeIf(each -> each == number(self));
            if (residents.size() == 1 && left.isEmpty()) {
                left.addAll(residents);
            }
            List<Integer> chosen = new ArrayList<>();
            for (int n = dice.between(low, high); n > 0 && !left.isEmpty(); n--) {
                chosen.add(World.drawn(left, dice));
            }
            if (!chosen.isEmpty()) {
                visits(chosen, dice.between(1, 3), times, emergency);
            }
        }

        private void visits(List<Integer> residents, int days, int times, boolean emergency) {
            int day = workday();
            for (int n = 0; n < days; n++) {
                long at = zero(day) + at(dice.between(8, 20));
                for (int resident : residents) {
                    for (int i = dice.between(2, times); i > 0; i--) {
                        read(
                                at,
                                world.patient(who.hospital(), resident),
                                desk(),
                                emergency ? "EMERGENCY" : "TREATMENT");
                        at += 30 + dice.below(200);
                    }
                }
                day = Math.min(settings.days() - 1, day + dice.between(1, 3));
            }
        }

        private List<Integer> families() {
            List<Integer> family = new ArrayList<>(in(households, self.household()));
            family.removeIf(each -> each == number(self));
            return family;
        }

        private List<Integer> near(List<Integer> residents) {
            return residents.stream()
                    .filter(each -> !treatedHere(world.patient(who.hospital(), each)))
                    .toList();
        }

        private List<Integer> colleagues() {
            return world.readers.stream()
                    .filter(each -> each.hospital() == who.hospital() && !each.equals(who))
                    .map(each -> number(each.resident()))
                    .filter(each -> !treatedHere(world.patient(who.hospital(), each)))
                    .toList();
        }

        private void sweep() {
            boolean street = dice.chance(0.4);
            List<Long> all;
            if (street) {
                Resident somewhere = world.residents.get(dice.below(world.sizeOf()));
                all = in(streets, street(somewhere.address())).stream()
                        .map(each -> world.patient(who.hospital(), each))
                        .toList();
            } else {
                int other = otherDepartment();
                all = here(each -> treatedBy(each, other) && !treatedHere(each));
            }
            go(first(shuffled(all), dice.between(15, 45)), workday(), at(dice.between(8, 20)), 20, 150, desk());
        }

        private void orderedSweep() {
            List<Long> all = here(each -> !treatedHere(each));
            Comparator<Long> order = dice.chance(0.5)
                    ? Comparator.naturalOrder()
                    : Comparator.comparing((Long each) -> world.residents
                                    .get(world.resident(each))
                                    .name()
                                    .text())
                            .thenComparing(each -> each);
            List<Long> sorted = all.stream().sorted(order).toList();
            int from = dice.below(Math.max(1, sorted.size() - 80));
            int until = Math.min(sorted.size(), from + dice.between(25, 80));
            go(sorted.subList(from, until), workday(), at(dice.between(8, 20)), 15, 90, desk());
        }

        private void slowHarvest() {
            int first = settings.quietDays();
            int days = dice.between(10, Math.min(20, settings.days() - first - 1));
            int from = dice.between(first, settings.days() - days - 1);
            for (int day = from; day < from + days; day++) {
                if (dice.chance(0.8)) {
                    go(strangers(dice.between(3, 8)), day, at(dice.between(8, 17)), 60, 1_800, desk());
                }
            }
        }

        private void night() {
            if (nights() > 0) {
                return;
            }
            int day = any();
            for (int n = dice.between(1, 3); n > 0; n--) {
                go(strangers(dice.between(5, 14)), day, at(dice.between(0, 4)), 40, 500, desk());
                day = Math.min(settings.days() - 1, day + dice.between(1, 2));
            }
        }

        private long nights() {
            return mine().stream()
                    .filter(each -> Math.floorMod((each.second() - duty.zero) / HOUR, 24) < 5)
                    .count();
        }

        private void offDuty() {
            if (who.leaveFrom() < 0) {
                return;
            }
            int day = Math.min(settings.days() - 1, dice.between(who.leaveFrom(), who.leaveUntil() - 1));
            for (int n = dice.between(1, 2); n > 0 && day < who.leaveUntil() && day < settings.days(); n--, day++) {
                go(
                        mixed(dice.between(10, 20)),
                        day,
                        at(dice.between(8, 22)),
                        40,
                        600,
                        who.home().isEmpty() ? outside() : who.home());
            }
        }

        private void afterLeaving() {
            if (who.leaves() > settings.days() - 2) {
                return;
            }
            int day = dice.between(who.leaves() + 1, settings.days() - 1);
            String place = outside();
            for (int n = dice.between(1, 3); n > 0 && day < settings.days(); n--, day++) {
                List<Long> former =
                        mine().stream().map(Read::patient).distinct().toList();
                go(first(shuffled(former), dice.between(6, 20)), day, at(dice.between(8, 22)), 40, 600, place);
            }
        }

        /** Somebody of another department works all day under this name, at the same time. */
        private void sharedAccount() {
            List<Read> mine = mine();
            List<Integer> others = world.staff.get(who.hospital()).get(otherDepartment()).stream()
                    .filter(each -> byReader.containsKey(each))
                    .toList();
            if (others.isEmpty()) {
                return;
            }
            int other = dice.pick(others);
            int day = workday();
            boolean both = mine.stream().anyMatch(each -> dayOf(each) == day);
            List<Read> theirs = byReader.getOrDefault(other, List.of()).stream()
                    .filter(each -> dayOf(each) >= day && dayOf(each) < day + 3 && each.shown())
                    .toList();
            if (both && theirs.size() > 15) {
                for (Read each : theirs) {
                    add(new Read(
                            each.second(),
                            reader,
                            each.patient(),
                            each.basis(),
                            each.interaction(),
                            true,
                            each.terminal(),
                            incidents.size()));
                }
            }
        }

        private void broker() {
            int wanted = otherDepartment();
            List<Long> all = shuffled(here(each -> treatedBy(each, wanted) && !treatedHere(each)));
            int days = dice.between(3, 6);
            int each = dice.between(8, 14);
            int day = workday();
            for (int n = 0; n < days && day < settings.days(); n++, day++) {
                List<Long> part = all.subList(Math.min(all.size(), n * each), Math.min(all.size(), (n + 1) * each));
                go(part, day, at(dice.between(8, 19)), 40, 900, desk());
            }
        }

        private void crossInstitution() {
            List<Long> all = new ArrayList<>();
            for (int n = dice.between(12, 30); n > 0; n--) {
                int hospital = world.hospitals > 1 ? dice.below(world.hospitals) : who.hospital();
                all.add(world.patient(hospital, dice.below(world.sizeOf())));
            }
            int day = workday();
            long at = zero(day) + at(dice.between(8, 18));
            for (long patient : all) {
                add(new Read(at, reader, patient, "NONE", "elsewhere", false, desk(), incidents.size()));
                at += 30 + dice.below(400);
            }
        }

        private void emergencies() {
            int day = workday();
            for (int n = dice.between(3, 5); n > 0 && day < settings.days(); n--, day++) {
                List<Long> some = first(shuffled(new ArrayList<>(lately(day))), dice.between(3, 6));
                long at = zero(day) + at(dice.between(9, 17));
                for (long patient : some) {
                    for (int i = dice.between(1, 3); i > 0; i--) {
                        add(new Read(at, reader, patient, "EMERGENCY", "elsewhere", true, desk(), incidents.size()));
                        at += 30 + dice.below(600);
                    }
                }
            }
        }

        private List<Long> lately(int day) {
            return mine().stream()
                    .filter(each -> dayOf(each) <= day && dayOf(each) > day - 4)
                    .map(Read::patient)
                    .distinct()
                    .toList();
        }

        private void emergencyFamily() {
            some(families(), 1, 2, 4, true);
        }

        private void specialClass() {
            List<Long> all =
                    here(each -> (treatedBy(each, Departments.PSYCHIATRY) || treatedBy(each, Departments.INFECTIOUS))
                            && !treatedHere(each));
            int day = workday();
            for (int n = dice.between(1, 3); n > 0 && day < settings.days(); n--, day++) {
                go(first(shuffled(all), dice.between(6, 12)), day, at(dice.between(8, 20)), 40, 900, desk());
            }
        }

        private void minors() {
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < 4_000 && all.size() < 20; i++) {
                int resident = dice.below(world.sizeOf());
                if (world.age(world.residents.get(resident)) < 16) {
                    all.add(world.patient(who.hospital(), resident));
                }
            }
            go(first(all, dice.between(8, 20)), workday(), at(dice.between(8, 20)), 40, 900, desk());
        }

        private void beforeLeaving() {
            if (who.leaves() > settings.days() - 1) {
                return;
            }
            for (int day = who.leaves() - dice.between(1, 3); day < who.leaves(); day++) {
                go(mixed(dice.between(50, 120)), day, at(dice.between(9, 20)), 10, 90, desk());
            }
        }

        /** Patients of the hospital whom the department did not treat. */
        private List<Long> strangers(int count) {
            List<Long> some = new ArrayList<>();
            for (int i = 0; i < 50 * count && some.size() < count; i++) {
                long patient = dice.pick(patients.get(who.hospital()));
                if (!treatedHere(patient) && !some.contains(patient)) {
                    some.add(patient);
                }
            }
            return some;
        }

        /** Some of the department's own patients among others. */
        private List<Long> mixed(int count) {
            List<Long> own = shuffled(here(this::treatedHere));
            List<Long> some = new ArrayList<>(first(own, count / 3));
            some.addAll(strangers(count - some.size()));
            return shuffled(some);
        }

        private List<Long> here(LongPredicate which) {
            return patients.get(who.hospital()).stream().filter(which::test).toList();
        }

        private int otherDepartment() {
            int other = dice.below(Departments.TREATING - 1);
            return other >= who.department() ? other + 1 : other;
        }

        private boolean treatedHere(long patient) {
            return treatedBy(patient, who.department());
        }

        private boolean treatedBy(long patient, int department) {
            return stays.getOrDefault(patient, List.of()).stream().anyMatch(each -> each.department() == department);
        }

        private int someResident(IntPredicate which) {
            for (int i = 0; i < 500; i++) {
                int resident = dice.below(world.sizeOf());
                if (which.test(resident) && !treatedHere(world.patient(who.hospital(), resident))) {
                    return resident;
                }
            }
            return -1;
        }

        private <T> List<T> shuffled(List<T> all) {
            List<T> some = new ArrayList<>(all);
            for (int i = some.size() - 1; i > 0; i--) {
                int other = dice.below(i + 1);
                T each = some.get(i);
                some.set(i, some.get(other));
                some.set(other, each);
            }
            return some;
        }

        private <T> List<T> first(List<T> all, int count) {
            return all.subList(0, Math.min(count, all.size()));
        }

        /** One after the other, with a pause of so many seconds. */
        private void go(List<Long> some, int day, int at, int pauseLow, int pauseHigh, String terminal) {
            long second = zero(day) + at;
            for (long patient : some) {
                read(second, patient, terminal, "TREATMENT");
                second += dice.between(pauseLow, pauseHigh);
            }
        }

        private void read(long at, long patient, String terminal, String basis) {
            add(new Read(at, reader, patient, basis, "page", true, terminal, incidents.size()));
        }

        private void add(Read read) {
            planted.add(read);
        }

        private int any() {
            return dice.between(settings.quietDays(), settings.days() - 2);
        }

        /** A day on which the reader works. */
        private int workday() {
            List<Integer> days = mine().stream()
                    .map(this::dayOf)
                    .filter(each -> each >= settings.quietDays() && each < settings.days() - 1)
                    .distinct()
                    .toList();
            return days.isEmpty() ? any() : dice.pick(days);
        }

        private int dayOf(Read read) {
            return (int) Math.floorDiv(read.second() - duty.zero, DAY);
        }

        private long zero(int day) {
            return duty.zero + (long) day * DAY;
        }

        private int at(int hour) {
            return hour * HOUR + dice.below(HOUR);
        }

        private String desk() {
            return "10." + who.hospital() + "." + who.department() + "." + (10 + Math.floorMod(reader * 31, 6));
        }

        private String outside() {
            return "203.0.113." + dice.between(1, 250);
        }
    }
}
