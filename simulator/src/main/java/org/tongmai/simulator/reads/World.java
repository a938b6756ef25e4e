package org.tongmai.simulator.reads;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.tongmai.simulator.Dice;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import org.tongmai.simulator.Resident;
import org.tongmai.simulator.reads.Reader.Kind;

/** Who there is: residents, who of them works where, who is known to everybody, and under which number a hospital keeps whom. */
final class World {

    /** Source patients of a hospital are numbered from here on, in the order of registration. */
    static final long PER_HOSPITAL = 10_000_000L;

    /** Reads that the staff of one hospital makes in four weeks; more reads make more hospitals. */
    private static final int READS_PER_HOSPITAL = 64_000;

    private static final int DOCTORS_PER_DEPARTMENT = 8;
    private static final int NURSES_PER_DEPARTMENT = 4;
    private static final double NEW = 0.04;
    private static final double LEAVING = 0.03;
    private static final double ON_LEAVE = 0.15;
    private static final double PART_TIME = 0.15;
    private static final double FROM_HOME = 0.12;
    private static final int LONG_AGO = -1_000;
    private static final int WORKING_AGE_LOW = 24;
    private static final int WORKING_AGE_HIGH = 60;

    final ReadLogSettings settings;
    final int hospitals;
    final List<Resident> residents;
    final List<Reader> readers = new ArrayList<>();

    /** Readers of a hospital's department: {@code [hospital][department]}. */
    final List<List<List<Integer>>> staff = new ArrayList<>();

    /** Numbers of residents whom everybody knows. */
    final TreeSet<Integer> known = new TreeSet<>();

    private final Map<Long, Long> registered = new HashMap<>();
    private final Map<Long, Integer> residentOf = new HashMap<>();
    private final long[] last;

    /** @param more times the usual staff */
    World(ReadLogSettings settings, double more) {
        this.settings = settings;
        double reads = settings.reads() * 28.0 / settings.days();
        this.hospitals = (int) Math.max(1, Math.round(reads / READS_PER_HOSPITAL));
        this.last = new long[hospitals];
        int people = Math.max(2_000, (int) (reads / 9));
        this.residents =
                Province.people(new ProvinceSettings(settings.seed(), people, settings.region(), settings.first()));
        hire(more * reads / hospitals / READS_PER_HOSPITAL);
        Dice dice = Dice.of(settings.seed(), "known", 0);
        while (known.size() < 20 + people / 20_000) {
            known.add(dice.below(people));
        }
    }

    private void hire(double size) {
        Dice dice = Dice.of(settings.seed(), "staff", 0);
        List<Integer> adults = new ArrayList<>();
        for (int i = 0; i < residents.size(); i++) {
            int age = age(residents.get(i));
            if (age >= WORKING_AGE_LOW && age <= WORKING_AGE_HIGH) {
                adults.add(i);
            }
        }
        for (int hospital = 0; hospital < hospitals; hospital++) {
            List<List<Integer>> departments = new ArrayList<>();
            for (int department = 0; department < Departments.ALL.size(); department++) {
                List<Integer> here = new ArrayList<>();
                for (Kind kind : Kind.values()) {
                    for (int n = 0; n < wanted(kind, department, size); n++) {
                        here.add(readers.size());
                        int adult = drawn(adults, dice);
                        readers.add(reader(kind, hospital, department, residents.get(adult), dice));
                    }
                }
                departments.add(here);
            }
            staff.add(departments);
        }
    }

    /** One of them, who is none of them any more. */
    static <T> T drawn(List<T> from, Dice dice) {
        int at = dice.below(from.size());
        T one = from.get(at);
        from.set(at, from.getLast());
        from.removeLast();
        return one;
    }

    private static int wanted(Kind kind, int department, double size) {
        boolean treating = department < Departments.TREATING;
        double share = Departments.ALL.get(department).share();
        return switch (kind) {
            case DOCTOR -> treating ? Math.max(3, (int) Math.round(DOCTORS_PER_DEPARTMENT * share * size)) : 0;
            case NURSE -> treating ? Math.max(2, (int) Math.round(NURSES_PER_DEPARTMENT * size)) : 0;
            case LABORATORY -> department == Departments.LABORATORY ? Math.max(3, (int) Math.round(10 * size)) : 0;
            case RECORDS -> department == Departments.RECORDS ? Math.max(2, (int) Math.round(3 * size)) : 0;
            case INFECTION_CONTROL -> department == Departments.INFECTION_CONTROL ? 2 : 0;
        };
    }

    private Reader reader(Kind kind, int hospital, int department, Resident resident, Dice dice) {
        int days = settings.days();
        int begins = dice.chance(NEW) ? dice.between(2, days - 8) : LONG_AGO;
        int leaves = begins < 0 && dice.chance(LEAVING) ? dice.between(settings.quietDays() + 4, days - 5) : days + 1;
        int leaveFrom = leaves > days && begins < 0 && dice.chance(ON_LEAVE)
                ? dice.between(settings.quietDays(), days - 4)
                : -1;
        return new Reader(
                "h%02d-%s-%04d".formatted(hospital, letter(kind), readers.size()),
                resident,
                hospital,
                department,
                kind,
                begins,
                leaves,
                leaveFrom,
                leaveFrom < 0 ? -1 : leaveFrom + dice.between(4, 8),
                Math.max(0.35, 1 + 0.3 * dice.normal()),
                dice.chance(PART_TIME) ? 0.5 : 0.93,
                dice.chance(FROM_HOME) ? "10.250." + dice.between(0, 250) + "." + dice.between(1, 250) : "");
    }

    private static char letter(Kind kind) {
        return switch (kind) {
            case DOCTOR -> 'd';
            case NURSE -> 'n';
            case LABORATORY -> 'l';
            case RECORDS -> 'r';
            case INFECTION_CONTROL -> 'i';
        };
    }

    int age(Resident resident) {
        return settings.first().getYear() - resident.birthDate().getYear();
    }

    /** The number under which the hospital keeps the resident; one is given where there is none. */
    long patient(int hospital, int resident) {
        return registered.computeIfAbsent((long) hospital * residents.size() + resident, key -> {
            long number = hospital * PER_HOSPITAL + ++last[hospital];
            residentOf.put(number, resident);
            return number;
        });
    }

    /** Number of the resident. */
    int resident(long patient) {
        return Objects.requireNonNull(residentOf.get(patient), "nobody has this number");
    }

    /** The newest number of a hospital. */
    long newest(int hospital) {
        return hospital * PER_HOSPITAL + last[hospital];
    }

    int sizeOf() {
        return residents.size();
    }
}
