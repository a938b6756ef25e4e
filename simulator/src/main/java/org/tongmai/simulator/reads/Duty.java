package org.tongmai.simulator.reads;

import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.simulator.Dice;
import org.tongmai.simulator.reads.Departments.Department;
import org.tongmai.simulator.reads.Reader.Kind;

/**
 * What is in order: visits, stays, duty at night, laboratories, checks of records, covering, an epidemic, emergencies; and the
 * reads that they take, before, during and after.
 */
final class Duty {

    /** Days before the log in which patients came already, since whoever was treated lately may be read. */
    private static final int BEFORE = 30;

    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;

    private static final double OUTPATIENTS_PER_DOCTOR = 9.5;
    private static final double RETURNING = 0.45;
    private static final double PRIMARY = 0.85;
    private static final double BOOKED = 0.12;
    private static final double RESULT_LATER = 0.3;
    private static final double LABORATORY = 0.35;
    private static final double ELSEWHERE_ALLOWED = 0.06;
    private static final double CONSULTED = 0.1;
    private static final double EMERGENCY_ACCESS = 0.04;
    private static final double WRONG_PATIENT = 0.0006;
    private static final double COVERS_ELSEWHERE = 0.008;
    private static final double NEW_DEVICE = 0.006;
    private static final double FROM_HOME_TODAY = 0.3;

    private final World world;
    private final ReadLogSettings settings;
    final long zero;
    final List<Read> reads = new ArrayList<>();
    final List<Stay> stays = new ArrayList<>();

    /** Patients who came to a department lately: {@code hospital * 100 + department}. */
    private final Map<Integer, Deque<Integer>> regulars = new HashMap<>();

    private final Map<Integer, List<Inpatient>> wards = new HashMap<>();
    private final Map<Integer, List<Stay>> discharged = new HashMap<>();

    /** The device that a reader was given instead of the usual ones. */
    private final Map<Integer, String> devices = new HashMap<>();

    private record Inpatient(int resident, long patient, int doctor, long from, long until) {}

    Duty(World world) {
        this.world = world;
        this.settings = world.settings;
        this.zero = settings.first().atStartOfDay().toEpochSecond(ZoneOffset.ofHours(8));
    }

    void run() {
        for (int day = -BEFORE; day < settings.days(); day++) {
            for (int hospital = 0; hospital < world.hospitals; hospital++) {
                day(hospital, day);
            }
        }
    }

    private void day(int hospital, int day) {
        Dice dice = Dice.of(settings.seed(), "day", day * 1_000L + hospital);
        boolean rest = rest(day);
        for (int department = 0; department < Departments.TREATING; department++) {
            treat(hospital, department, day, rest, dice);
        }
        for (int department = 0; department < Departments.TREATING; department++) {
            ward(hospital, department, day, rest, dice);
        }
        records(hospital, day, rest, dice);
        infections(hospital, day, rest, dice);
    }

    private boolean rest(int day) {
        DayOfWeek weekday = settings.first().plusDays(day).getDayOfWeek();
        return weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
    }

    /** An epidemic fills some departments of one hospital for a week or so. */
    private double epidemic(int hospital, int department, int day) {
        Dice dice = Dice.of(settings.seed(), "epidemic", hospital);
        int from = dice.between(3, settings.days() - 8);
        boolean here = dice.chance(0.5) && day >= from && day < from + 8;
        boolean hit = department == 2 || department == Departments.PEDIATRICS || department == Departments.EMERGENCY;
        return here && hit ? 1.7 : 1;
    }

    private void treat(int hospital, int department, int day, boolean rest, Dice dice) {
        Department what = Departments.ALL.get(department);
        boolean always = department == Departments.EMERGENCY;
        List<Integer> doctors = doctors(hospital, department);
        for (int doctor : doctors) {
            Reader who = world.readers.get(doctor);
            boolean comes = who.works(day) && dice.chance(rest && !always ? 0.22 : who.presence());
            if (!comes) {
                continue;
            }
            int where = dice.chance(COVERS_ELSEWHERE) ? dice.below(Departments.TREATING) : department;
            int shift = always ? dice.below(3) : 0;
            double usual = OUTPATIENTS_PER_DOCTOR
                    * who.busy()
                    * (0.75 + 0.5 * dice.fraction())
                    * epidemic(hospital, department, day);
            int count = poisson(dice, usual * (rest && !always ? 0.6 : 1));
            for (int n = 0; n < count; n++) {
                long at = zero
                        + (long) day * DAY
                        + (always ? (shift * 8 + 0) * HOUR + dice.below(8 * HOUR) : hours(dice));
                visit(hospital, where, doctor, day, at, what, dice);
            }
            if (dice.chance(NEW_DEVICE)) {
                devices.put(doctor, "10." + hospital + "." + (100 + department) + "." + dice.between(1, 250));
            }
        }
    }

    /** Consulting hours. */
    private static int hours(Dice dice) {
        return dice.chance(0.6)
                ? 8 * HOUR + dice.below((int) (3.7 * HOUR))
                : (int) (13.5 * HOUR) + dice.below((int) (3.4 * HOUR));
    }

    private void visit(int hospital, int department, int doctor, int day, long at, Department what, Dice dice) {
        int resident = someone(hospital, department, dice);
        long patient = world.patient(hospital, resident);
        long until = at + 600 + dice.below(3 * HOUR);
        stays.add(new Stay(patient, hospital, department, at - 300, until));
        if (day >= 0) {
            if (dice.chance(BOOKED)) {
                read(doctor, at - DAY + dice.between(-HOUR, 2 * HOUR), patient, "page", dice);
            }
            read(doctor, at + 60, patient, "page", dice);
            if (dice.chance(0.5)) {
                read(doctor, at + 200 + dice.below(600), patient, "search", dice);
            }
            if (dice.chance(ELSEWHERE_ALLOWED)) {
                add(doctor, at + 240, patient, "CONSENT", "elsewhere", device(doctor, at, dice));
            }
            if (department == Departments.EMERGENCY && dice.chance(EMERGENCY_ACCESS)) {
                for (int n = dice.between(1, 3); n > 0; n--) {
                    add(
                            doctor,
                            at + 300 + dice.below(1_800),
                            patient,
                            "EMERGENCY",
                            "elsewhere",
                            device(doctor, at, dice));
                }
            }
            if (dice.chance(RESULT_LATER)) {
                int days = dice.below(4);
                if (world.readers.get(doctor).works(day + days)) {
                    long later =
                            days == 0 ? until + dice.below(2 * HOUR) : zero + (long) (day + days) * DAY + hours(dice);
                    read(doctor, later, patient, "page", dice);
                }
            }
            if (dice.chance(LABORATORY)) {
                laboratory(hospital, day, at + 900 + dice.below(2 * HOUR), patient, dice);
            }
            if (dice.chance(WRONG_PATIENT * 12)) {
                read(doctor, at + 30, world.patient(hospital, someone(hospital, department, dice)), "page", dice);
            }
        }
        if (dice.chance(what.admitted())) {
            long end = at + dice.between(3, 9) * (long) DAY;
            stays.add(new Stay(patient, hospital, department, at + HOUR, end));
            wards.computeIfAbsent(hospital * 100 + department, key -> new ArrayList<>())
                    .add(new Inpatient(resident, patient, doctor, at + HOUR, end));
        }
        remember(hospital, department, resident);
    }

    private int someone(int hospital, int department, Dice dice) {
        Deque<Integer> lately = regulars.get(hospital * 100 + department);
        if (lately != null && !lately.isEmpty() && dice.chance(RETURNING)) {
            int skip = dice.below(Math.min(lately.size(), 60));
            return lately.stream().skip(skip).findFirst().orElseThrow();
        }
        boolean child = department == Departments.PEDIATRICS;
        for (int i = 0; i < 200; i++) {
            int resident = dice.below(world.sizeOf());
            boolean near = resident % world.hospitals == hospital || !dice.chance(PRIMARY);
            int age = world.age(world.residents.get(resident));
            if (near && (child ? age < 16 : age >= 14 || department == Departments.EMERGENCY)) {
                return resident;
            }
        }
        return dice.below(world.sizeOf());
    }

    private void remember(int hospital, int department, int resident) {
        Deque<Integer> lately = regulars.computeIfAbsent(hospital * 100 + department, key -> new ArrayDeque<>());
        lately.addFirst(resident);
        if (lately.size() > 400) {
            lately.removeLast();
        }
    }

    private void ward(int hospital, int department, int day, boolean rest, Dice dice) {
        List<Inpatient> ward = wards.get(hospital * 100 + department);
        if (ward == null) {
            return;
        }
        long midnight = zero + (long) day * DAY;
        ward.removeIf(each -> {
            boolean gone = each.until() < midnight;
            if (gone) {
                discharged
                        .computeIfAbsent(hospital, key -> new ArrayList<>())
                        .add(new Stay(each.patient(), hospital, department, each.from(), each.until()));
            }
            return gone;
        });
        if (day < 0) {
            return;
        }
        List<Integer> doctors = working(doctors(hospital, department), day);
        List<Integer> nurses = working(of(hospital, department, Kind.NURSE), day);
        if (doctors.isEmpty() || nurses.isEmpty()) {
            return;
        }
        int onDuty = doctors.get(Math.floorMod(day * 7 + hospital, doctors.size()));
        for (Inpatient each : ward) {
            boolean there = world.readers.get(each.doctor()).works(day) && !(rest && dice.chance(0.7));
            int doctor = there ? each.doctor() : onDuty;
            int round = 8 * HOUR + dice.below(2 * HOUR);
            if (each.from() < midnight + round) {
                read(doctor, midnight + round, each.patient(), "page", dice);
                if (dice.chance(0.35)) {
                    read(doctor, midnight + 14 * HOUR + dice.below(3 * HOUR), each.patient(), "search", dice);
                }
            }
            for (int shift = 0; shift < 3; shift++) {
                if (dice.chance(0.28)) {
                    int nurse = nurses.get(Math.floorMod(day + shift * 3 + department, nurses.size()));
                    long at = midnight + (shift * 8L) * HOUR + dice.below(8 * HOUR);
                    if (at > each.from()) {
                        read(nurse, at, each.patient(), "page", dice);
                    }
                }
            }
            if (dice.chance(0.22)) {
                long at = midnight + 18L * HOUR + dice.below(12 * HOUR);
                if (at > each.from() && at < each.until()) {
                    read(onDuty, at, each.patient(), "page", dice);
                }
            }
            if (dice.chance(CONSULTED / 5)) {
                consult(hospital, department, day, each, dice);
            }
            long taken = midnight + hours(dice);
            if (dice.chance(0.06) && taken > each.from()) {
                laboratory(hospital, day, taken, each.patient(), dice);
            }
        }
        List<Stay> home = discharged.getOrDefault(hospital, List.of());
        for (int i = Math.max(0, home.size() - 60); i < home.size(); i++) {
            Stay stay = home.get(i);
            if (stay.department() == department && dice.chance(0.12)) {
                read(dice.pick(doctors), midnight + hours(dice), stay.patient(), "page", dice);
            }
        }
    }

    /** A colleague of another department is asked to see a patient (会诊). */
    private void consult(int hospital, int department, int day, Inpatient who, Dice dice) {
        int other = dice.below(Departments.TREATING);
        List<Integer> doctors = working(doctors(hospital, other), day);
        if (other != department && !doctors.isEmpty()) {
            int doctor = dice.pick(doctors);
            long at = zero + (long) day * DAY + hours(dice);
            for (int n = dice.between(1, 3); n > 0 && at > who.from() && at < who.until(); n--) {
                read(doctor, at + n * 240L, who.patient(), "page", dice);
            }
        }
    }

    private void laboratory(int hospital, int day, long at, long patient, Dice dice) {
        List<Integer> people = working(of(hospital, Departments.LABORATORY, Kind.LABORATORY), day);
        if (!people.isEmpty()) {
            // at night one or two are there
            int hour = Math.floorMod((at - zero) / HOUR, 24);
            int who = hour < 7 || hour > 18
                    ? people.get(Math.floorMod(day, people.size()))
                    : people.get(Math.floorMod((int) (at / 97), people.size()));
            read(who, at, patient, "search", dice);
        }
    }

    /** Records of those who went home are checked; some days it is an audit. */
    private void records(int hospital, int day, boolean rest, Dice dice) {
        List<Stay> home = discharged.getOrDefault(hospital, List.of());
        if (rest || day < 0 || home.isEmpty()) {
            return;
        }
        int audit = Dice.of(settings.seed(), "audit", hospital).between(5, settings.days() - 3);
        for (int who : working(of(hospital, Departments.RECORDS, Kind.RECORDS), day)) {
            int count = poisson(dice, day >= audit && day < audit + 3 ? 55 : 25);
            for (int n = 0; n < count; n++) {
                Stay stay = home.get(home.size() - 1 - dice.below(Math.min(home.size(), 150)));
                read(who, zero + (long) day * DAY + hours(dice), stay.patient(), "page", dice);
            }
        }
    }

    private void infections(int hospital, int day, boolean rest, Dice dice) {
        if (rest || day < 0) {
            return;
        }
        for (int who : working(of(hospital, Departments.INFECTION_CONTROL, Kind.INFECTION_CONTROL), day)) {
            for (int department = 0; department < Departments.TREATING; department++) {
                List<Inpatient> ward = wards.getOrDefault(hospital * 100 + department, List.of());
                for (Inpatient each : ward) {
                    long at = zero + (long) day * DAY + hours(dice);
                    if (dice.chance(department == Departments.INFECTIOUS ? 0.4 : 0.06) && at > each.from()) {
                        read(who, at, each.patient(), "page", dice);
                    }
                }
            }
        }
    }

    private List<Integer> doctors(int hospital, int department) {
        return of(hospital, department, Kind.DOCTOR);
    }

    private List<Integer> of(int hospital, int department, Kind kind) {
        return world.staff.get(hospital).get(department).stream()
                .filter(each -> world.readers.get(each).kind() == kind)
                .toList();
    }

    private List<Integer> working(List<Integer> people, int day) {
        return people.stream()
                .filter(each -> world.readers.get(each).works(day))
                .toList();
    }

    private void read(int reader, long at, long patient, String interaction, Dice dice) {
        long second = Math.max(at, zero);
        add(reader, second, patient, "TREATMENT", interaction, device(reader, second, dice));
    }

    private void add(int reader, long at, long patient, String basis, String interaction, String terminal) {
        int day = (int) Math.floorDiv(at - zero, DAY);
        boolean self = world.residents
                .get(world.resident(patient))
                .equals(world.readers.get(reader).resident());
        // nobody treats himself
        if (day >= 0 && day < settings.days() && world.readers.get(reader).works(day) && !self) {
            reads.add(new Read(at, reader, patient, basis, interaction, true, terminal, -1));
        }
    }

    /** Two or three devices of the department are somebody's usual ones; in the evening some work from home. */
    private String device(int reader, long at, Dice dice) {
        Reader who = world.readers.get(reader);
        int hour = Math.floorMod((at - zero) / HOUR, 24);
        if (!who.home().isEmpty() && (hour >= 18 || hour < 7) && dice.chance(FROM_HOME_TODAY)) {
            return who.home();
        }
        String given = devices.get(reader);
        if (given != null && dice.chance(0.7)) {
            return given;
        }
        int usual = Math.floorMod(reader * 31, 6);
        int which = dice.chance(0.8) ? usual : dice.chance(0.9) ? (usual + 1) % 6 : dice.below(6);
        return "10." + who.hospital() + "." + who.department() + "." + (10 + which);
    }

    static int poisson(Dice dice, double mean) {
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = dice.fraction(); product > limit; product *= dice.fraction()) {
            count++;
        }
        return count;
    }

    /** In the order of time. */
    static final Comparator<Read> ORDER = Comparator.comparingLong(Read::second)
            .thenComparingInt(Read::reader)
            .thenComparingLong(Read::patient);
}
