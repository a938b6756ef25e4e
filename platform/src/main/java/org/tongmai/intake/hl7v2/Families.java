package org.tongmai.intake.hl7v2;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results that were ordered because of a result: the susceptibilities of an organism. OBR-26 of the later order names the
 * result (OBX-3, OBX-4), which then has them as members.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch07.html">HL7 v2.5 chapter 7, sections 7.4.1.26 and 7.3.1.1</a>
 */
final class Families {

    private final Map<String, ObjectNode> results = new HashMap<>();

    /** Takes the results of an order, and joins them to the result that it names as its parent. */
    void add(Order order, ObservationMapping.Read read) {
        List<Entry> entries = read.entries();
        Field parent = order.obr().field(26);
        ObjectNode organism = results.get(key(parent.raw(1, 1), parent.raw(2, 1)));
        if (parent.present() && organism != null) {
            parent.whole();
            order.obr().field(29).whole();
            entries.forEach(entry -> Fhir.add(organism, "hasMember", Fhir.reference(entry.address())));
        }
        for (int i = 0; i < entries.size(); i++) {
            Segment obx = read.told().get(i).obx();
            results.put(
                    key(obx.field(3).raw(1, 1), obx.field(4).raw(1, 1)),
                    entries.get(i).resource());
        }
    }

    private static String key(String code, String sub) {
        return code.strip() + "|" + sub.strip();
    }
}
