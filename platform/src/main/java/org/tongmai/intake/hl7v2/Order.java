package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One OBR with what belongs to it: the segments up to the next OBR. Lines of text that share one item are one result.
 *
 * @param orc the ORC before it, where there is one
 * @param timings TQ1
 * @param specimens SPM, behind it or, in messages about specimens, before it
 */
record Order(
        @Nullable Segment orc,
        Segment obr,
        List<Segment> timings,
        List<Specimen> specimens,
        List<Result> results,
        List<String> notes) {

    /**
     * One OBX and the notes that follow it.
     *
     * @param more further OBX of the same item: the lines of a text behind the first
     */
    record Result(Segment obx, List<Segment> more, List<String> notes) {

        Result(Segment obx) {
            this(obx, new ArrayList<>(), new ArrayList<>());
        }
    }

    /** One SPM and the notes that follow it. */
    record Specimen(Segment spm, List<String> notes) {}

    /** Messages in which a specimen stands before its orders. */
    private static final Set<String> SPECIMEN_FIRST = Set.of("R22", "R23");

    /** Messages in which ORC stands behind its OBR. */
    private static final Set<String> CONTROL_BEHIND = Set.of("R22", "R23", "R24");

    static List<Order> of(Hl7v2Message message) {
        String trigger = message.header().trigger();
        boolean specimenFirst = SPECIMEN_FIRST.contains(trigger);
        boolean controlBehind = CONTROL_BEHIND.contains(trigger);
        boolean ofSpecimen = false;
        List<Order> orders = new ArrayList<>();
        List<Specimen> ahead = new ArrayList<>();
        List<Segment> timings = new ArrayList<>();
        List<String> early = new ArrayList<>();
        @Nullable List<String> notes = null;
        @Nullable Segment orc = null;
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "ORC" -> {
                    if (controlBehind && !orders.isEmpty()) {
                        orders.set(orders.size() - 1, orders.getLast().with(segment));
                        notes = orders.getLast().notes();
                        continue;
                    }
                    orc = segment;
                    early = new ArrayList<>();
                    notes = early;
                }
                case "TQ1" ->
                    (orc == null && !orders.isEmpty() ? orders.getLast().timings() : timings).add(segment);
                case "OBR" -> {
                    orders.add(new Order(
                            orc, segment, timings, new ArrayList<>(ahead), new ArrayList<>(), new ArrayList<>(early)));
                    orc = null;
                    ofSpecimen = false;
                    timings = new ArrayList<>();
                    early = new ArrayList<>();
                    notes = orders.getLast().notes();
                }
                case "OBX" -> {
                    notes = null;
                    if (!orders.isEmpty() && !ofSpecimen) {
                        orders.getLast().results().add(new Result(segment));
                        notes = orders.getLast().results().getLast().notes();
                    }
                }
                case "SPM" -> {
                    Specimen specimen = new Specimen(segment, new ArrayList<>());
                    notes = specimen.notes();
                    if (specimenFirst || orders.isEmpty()) {
                        ahead.clear();
                        ahead.add(specimen);
                        ofSpecimen = true;
                    } else {
                        orders.getLast().specimens().add(specimen);
                    }
                }
                case "NTE" -> note(segment, notes);
                case "PID", "PD1", "PV1", "PV2", "NK1", "AL1", "DG1", "IN1", "GT1" -> notes = null;
                default -> {}
            }
        }
        return orders;
    }

    private Order with(Segment control) {
        return new Order(control, obr, timings, specimens, results, notes);
    }

    /** The laboratory's number of the order, else the orderer's. */
    String number() {
        String filler = filler();
        return filler.isEmpty() ? placer() : filler;
    }

    /** OBR-2, else ORC-2. */
    String placer() {
        return first(2, 1);
    }

    /** OBR-3, else ORC-3. */
    String filler() {
        return first(3, 1);
    }

    /** Who gave the number in OBR-2 or OBR-3. */
    String assigner(int field) {
        return first(field, 2);
    }

    /** What OBR says, else ORC at the same place; where both say the same, both are read. */
    private String first(int field, int component) {
        String own = obr.field(field).text(component);
        if (orc == null) {
            return own;
        }
        String other = orc.field(field).raw(component, 1);
        return own.isEmpty() || obr.field(field).raw(component, 1).equals(other)
                ? orc.field(field).text(component)
                : own;
    }

    /** Notes of a segment that has no place for them stay in the original. */
    private static void note(Segment nte, @Nullable List<String> notes) {
        if (notes != null && nte.field(3).present()) {
            nte.fields(3).forEach(line -> notes.add(line.whole()));
        }
    }
}
