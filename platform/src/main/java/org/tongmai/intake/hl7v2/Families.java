package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results that were ordered because of a result: the susceptibilities of an organism. OBR-26 of the later order names the
 * result (OBX-3, OBX-4), OBR-29 the order that it is of; the result then has them as members. Where OBR-29 is empty, the message
 * must hold one such result only: else nobody knows whose members they are.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch07.html">HL7 v2.5 chapter 7, sections 7.4.1.26 and 7.3.1.1</a>
 */
final class Families {

    private final Map<String, List<ObjectNode>> results = new HashMap<>();

    /** Takes the results of an order, and joins them to the result that it names as its parent. */
    void add(Order order, ObservationMapping.Read read) {
        List<Entry> entries = read.entries();
        Field parent = order.obr().field(26);
        if (parent.present()) {
            organism(order, parent).ifPresent(organism -> {
                parent.whole();
                order.obr().field(29).whole();
                entries.forEach(entry -> Fhir.add(organism, "hasMember", Fhir.reference(entry.address())));
            });
        }
        for (int i = 0; i < entries.size(); i++) {
            Segment obx = read.told().get(i).obx();
            String item = key(obx.field(3).raw(1, 1), obx.field(4).raw(1, 1));
            Set<String> orders = new HashSet<>(List.of("", order.placer(), order.filler()));
            for (String number : orders) {
                results.computeIfAbsent(number + "|" + item, none -> new ArrayList<>())
                        .add(entries.get(i).resource());
            }
        }
    }

    private Optional<ObjectNode> organism(Order order, Field parent) {
        String item = key(parent.raw(1, 1), parent.raw(2, 1));
        Field of = order.obr().field(29);
        List<String> numbers = Stream.of(of.raw(2, 1), of.raw(1, 1))
                .map(String::strip)
                .filter(number -> !number.isEmpty())
                .toList();
        return (numbers.isEmpty() ? Stream.of("") : numbers.stream())
                .map(number -> results.getOrDefault(number + "|" + item, List.of()))
                .filter(found -> found.size() == 1)
                .map(List::getFirst)
                .findFirst();
    }

    private static String key(String code, String sub) {
        return code.strip() + "|" + sub.strip();
    }
}
