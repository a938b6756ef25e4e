package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One OBR with what belongs to it: the segments up to the next OBR. Lines of text that share one item are one result.
 *
 * @param orc the ORC before it, where there is one
 */
record Order(@Nullable Segment orc, Segment obr, List<Result> results, List<String> notes) {

    /** One OBX and the notes that follow it. */
    record Result(Segment obx, List<String> notes) {}

    static List<Order> of(Hl7v2Message message) {
        List<Order> orders = new ArrayList<>();
        Segment orc = null;
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "ORC" -> orc = segment;
                case "OBR" -> {
                    orders.add(new Order(orc, segment, new ArrayList<>(), new ArrayList<>()));
                    orc = null;
                }
                case "OBX" -> {
                    if (!orders.isEmpty()) {
                        orders.getLast().results().add(new Result(segment, new ArrayList<>()));
                    }
                }
                case "NTE" -> note(segment, orders);
                default -> {}
            }
        }
        return orders;
    }

    /** The laboratory's number of the order, else the orderer's. */
    String number() {
        String filler = first(obr.text(3), orc == null ? "" : orc.text(3));
        return first(filler, first(obr.text(2), orc == null ? "" : orc.text(2)));
    }

    private static void note(Segment nte, List<Order> orders) {
        if (orders.isEmpty() || !nte.field(3).present()) {
            return;
        }
        Order order = orders.getLast();
        List<String> notes = order.results().isEmpty()
                ? order.notes()
                : order.results().getLast().notes();
        nte.fields(3).forEach(line -> notes.add(line.text(1)));
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
