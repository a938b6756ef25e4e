package org.tongmai.intake.conformance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tongmai.intake.conformance.Delivery.Door;
import org.tongmai.intake.conformance.Delivery.Fault;

/** Whether messages are framed as MLLP has it, on a connection that is kept. Looks at every delivery, repetitions too. */
final class TransportRules {

    /** So many connections for one message each are a habit. */
    private static final int HABIT = 3;

    private TransportRules() {}

    static void judge(List<Heard> all, Findings findings) {
        for (Heard heard : all) {
            Delivery delivery = heard.delivery();
            if (delivery.door() == Door.MLLP) {
                findings.check(
                        "transport.frame",
                        !broken(delivery),
                        heard,
                        "0x0B",
                        delivery.faults().toString());
                boolean ended = !delivery.faults().contains(Fault.NO_RETURN);
                findings.check("transport.frame-end", ended, heard, "0x1C 0x0D", "");
                if (delivery.reaction() == Reaction.ACCEPT_LATE) {
                    boolean waited = !delivery.faults().contains(Fault.NOT_WAITED);
                    findings.check("transport.waits", waited, heard, "", "");
                }
            }
            String text = new String(delivery.bytes(), StandardCharsets.ISO_8859_1);
            if (delivery.door() == Door.FILE) {
                continue;
            }
            findings.check("transport.segment-ends", text.indexOf('\n') < 0, heard, "0x0D", "");
        }
        connections(
                all.stream().filter(each -> each.delivery().door() == Door.MLLP).toList(), findings);
    }

    private static boolean broken(Delivery delivery) {
        return delivery.faults().contains(Fault.NO_START) || delivery.faults().contains(Fault.CUT);
    }

    private static void connections(List<Heard> all, Findings findings) {
        int kept = 0;
        int closed = 0;
        for (int i = 1; i < all.size(); i++) {
            Delivery before = all.get(i - 1).delivery();
            Delivery now = all.get(i).delivery();
            if (before.reaction() == Reaction.DISCONNECT) {
                findings.check("transport.reconnects", true, all.get(i), "", "");
            }
            if (!before.reaction().unanswered()) {
                kept += before.connection() == now.connection() ? 1 : 0;
                closed += before.connection() == now.connection() ? 0 : 1;
            }
        }
        if (kept + closed > HABIT) {
            boolean holds = closed < HABIT || closed <= kept;
            findings.check("transport.connection-kept", holds, all.getLast(), "", closed + " / " + (kept + closed));
        }
        if (!all.isEmpty() && all.getLast().delivery().reaction() == Reaction.DISCONNECT) {
            findings.check("transport.reconnects", false, all.getLast(), "", "");
        }
    }
}
