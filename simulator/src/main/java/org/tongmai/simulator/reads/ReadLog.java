package org.tongmai.simulator.reads;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.simulator.Dice;
import org.tongmai.simulator.Resident;

/**
 * Who looked at whose record in a province over some weeks: reads that are in order, and misuse among them, of which the truth is
 * known. Equal settings give the same log.
 *
 * <p>A read is shown where the hospital registered a visit of the patient in the {@value #TREATED_DAYS} days before, or in an
 * emergency, as a node decides; else it was refused.
 */
public final class ReadLog {

    /** As {@code treatment-days} of a node. */
    private static final int TREATED_DAYS = 30;

    /** Where the staff reads too little, there is so much more of it. */
    private static final double MORE = 1.15;

    private static final int DAY = 86_400;
    private static final int AHEAD = 900;

    private final ReadLogSettings settings;
    private final World world;
    private final List<Read> reads;
    private final List<Stay> stays;
    private final List<Incident> incidents;

    private ReadLog(
            ReadLogSettings settings, World world, List<Read> reads, List<Stay> stays, List<Incident> incidents) {
        this.settings = settings;
        this.world = world;
        this.reads = reads;
        this.stays = stays;
        this.incidents = incidents;
    }

    /** Draws it. */
    public static ReadLog generate(ReadLogSettings settings) {
        World world;
        Duty duty;
        double more = 1;
        do {
            world = new World(settings, more);
            duty = new Duty(world);
            duty.run();
            more *= MORE;
        } while (duty.reads.size() < settings.reads());
        Misuse misuse = new Misuse(world, duty);
        misuse.plant();
        Map<Long, List<Stay>> stays = new HashMap<>();
        duty.stays.forEach(each ->
                stays.computeIfAbsent(each.patient(), key -> new ArrayList<>(2)).add(each));
        List<Read> all = new ArrayList<>(
                thinned(duty.reads, settings.reads() - misuse.reads().size(), settings));
        all.addAll(misuse.reads());
        all.replaceAll(each -> each.shown() && refused(each, stays) ? refused(each) : each);
        all.sort(Duty.ORDER);
        List<Stay> sorted = new ArrayList<>(duty.stays);
        sorted.sort(Comparator.comparingLong(Stay::from).thenComparingLong(Stay::patient));
        return new ReadLog(settings, world, List.copyOf(all), List.copyOf(sorted), List.copyOf(misuse.incidents()));
    }

    /** Patients are left out, with all their reads, until so many are left, and single reads for the rest. */
    private static List<Read> thinned(List<Read> reads, int wanted, ReadLogSettings settings) {
        Dice dice = Dice.of(settings.seed(), "thinned", 0);
        Map<Long, Integer> counts = new HashMap<>();
        reads.forEach(each -> counts.merge(each.patient(), 1, Integer::sum));
        List<Long> patients = counts.keySet().stream().sorted().toList();
        List<Long> left = new ArrayList<>(patients);
        Set<Long> out = new HashSet<>();
        int excess = reads.size() - wanted;
        while (excess > 0 && !left.isEmpty()) {
            long patient = World.drawn(left, dice);
            int count = counts.getOrDefault(patient, 0);
            if (count <= excess) {
                out.add(patient);
                excess -= count;
            }
        }
        return reads.stream().filter(each -> !out.contains(each.patient())).toList();
    }

    private static boolean refused(Read read, Map<Long, List<Stay>> stays) {
        return !read.basis().equals("EMERGENCY")
                && stays.getOrDefault(read.patient(), List.of()).stream()
                        .noneMatch(each -> each.from() <= read.second() + AHEAD
                                && each.until() >= read.second() - (long) TREATED_DAYS * DAY);
    }

    private static Read refused(Read read) {
        return new Read(
                read.second(),
                read.reader(),
                read.patient(),
                "NONE",
                read.interaction(),
                false,
                read.terminal(),
                read.incident());
    }

    public ReadLogSettings settings() {
        return settings;
    }

    /** In the order of time. */
    public List<Read> reads() {
        return reads;
    }

    /** Visits and stays in the order of their begin, from 30 days before the log on. */
    public List<Stay> stays() {
        return stays;
    }

    /** The truth. */
    public List<Incident> incidents() {
        return incidents;
    }

    public List<Reader> readers() {
        return List.copyOf(world.readers);
    }

    /** How many hospitals there are. */
    public int hospitals() {
        return world.hospitals;
    }

    /** Who a source patient is. */
    public Resident resident(long patient) {
        return world.residents.get(world.resident(patient));
    }

    /** Residents whom everybody knows. */
    public Set<String> known() {
        Set<String> known = new HashSet<>();
        world.known.forEach(each -> known.add(world.residents.get(each).id()));
        return Set.copyOf(known);
    }

    /** Name of a department. */
    public static String department(int number) {
        return Departments.ALL.get(number).name();
    }

    /** County and street of an address, without the number of the house. */
    public static String street(Resident resident) {
        return Misuse.street(resident.address());
    }

    /**
     * Writes {@code reads.csv}, {@code stays.csv}, {@code readers.csv}, {@code patients.csv} and, apart from them, {@code truth.csv} and
     * {@code incidents.csv}.
     */
    public void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            write(folder.resolve("reads.csv"), "number,at,account,patient,basis,interaction,shown,terminal", out -> {
                int number = 0;
                for (Read each : reads) {
                    out.println(String.join(
                            ",",
                            Integer.toString(number++),
                            Instant.ofEpochSecond(each.second()).toString(),
                            world.readers.get(each.reader()).account(),
                            Long.toString(each.patient()),
                            each.basis(),
                            each.interaction(),
                            Boolean.toString(each.shown()),
                            each.terminal()));
                }
            });
            write(
                    folder.resolve("stays.csv"),
                    "patient,hospital,department,from,until",
                    out -> stays.forEach(each -> out.println(String.join(
                            ",",
                            Long.toString(each.patient()),
                            Integer.toString(each.hospital()),
                            department(each.department()),
                            Instant.ofEpochSecond(each.from()).toString(),
                            Instant.ofEpochSecond(each.until()).toString()))));
            write(
                    folder.resolve("readers.csv"),
                    "account,resident,hospital,department,kind",
                    out -> world.readers.forEach(each -> out.println(String.join(
                            ",",
                            each.account(),
                            each.resident().id(),
                            Integer.toString(each.hospital()),
                            department(each.department()),
                            each.kind().name()))));
            Set<String> known = known();
            write(
                    folder.resolve("patients.csv"),
                    "patient,resident,family,given,birth_date,household,division,street,known",
                    out -> reads.stream().map(Read::patient).distinct().sorted().forEach(each -> {
                        Resident who = resident(each);
                        out.println(String.join(
                                ",",
                                Long.toString(each),
                                who.id(),
                                who.name().family(),
                                who.name().given(),
                                who.birthDate().toString(),
                                who.household(),
                                who.address().division(),
                                who.address().street(),
                                Boolean.toString(known.contains(who.id()))));
                    }));
            write(folder.resolve("truth.csv"), "number,incident", out -> {
                for (int number = 0; number < reads.size(); number++) {
                    if (reads.get(number).incident() >= 0) {
                        out.println(number + "," + reads.get(number).incident());
                    }
                }
            });
            write(
                    folder.resolve("incidents.csv"),
                    "incident,kind,account,from,until,reads",
                    out -> incidents.forEach(each -> out.println(String.join(
                            ",",
                            Integer.toString(each.number()),
                            each.kind().name(),
                            world.readers.get(each.reader()).account(),
                            Instant.ofEpochSecond(each.from()).toString(),
                            Instant.ofEpochSecond(each.until()).toString(),
                            Integer.toString(each.reads())))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String head, java.util.function.Consumer<PrintWriter> lines)
            throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            out.println(head);
            lines.accept(out);
        }
    }
}
