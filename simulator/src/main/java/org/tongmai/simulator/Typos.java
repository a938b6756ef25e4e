package org.tongmai.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How clerks mistype names and digits. A text for which nothing fits comes back as it was. */
final class Typos {

    private static final Map<String, List<String>> HOMOPHONES = groups("homophones.tsv");
    private static final Map<String, List<String>> SIMILAR = groups("similar-shapes.tsv");
    private static final Map<String, String> PLAIN = plain();
    private static final List<String> DOTS = List.of(".", "•", "・", "-", "");

    private Typos() {}

    static Name homophone(Name name, Dice dice) {
        return replaced(name, HOMOPHONES, dice);
    }

    static Name similarShape(Name name, Dice dice) {
        return replaced(name, SIMILAR, dice);
    }

    /** Surname and given name in each other's field. */
    static Name swapped(Name name) {
        return name.given().isEmpty() ? name : new Name(name.given(), name.family());
    }

    /** Rare characters replaced by what the keyboard has, or by a question mark. */
    static Name withoutRare(Name name, Dice dice) {
        boolean mark = dice.chance(0.2);
        StringBuilder given = new StringBuilder();
        for (String character : Names.characters(name.given())) {
            String plain = PLAIN.get(character);
            given.append(plain == null ? character : mark ? "?" : plain);
        }
        return new Name(name.family(), given.toString());
    }

    static Name otherDot(Name name, Dice dice) {
        return new Name(name.family().replace("·", dice.pick(DOTS)), name.given());
    }

    /** Two neighbouring, different digits swapped. */
    static String transposed(String digits, Dice dice) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i + 1 < digits.length(); i++) {
            if (digits.charAt(i) != digits.charAt(i + 1)) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return digits;
        }
        int at = dice.pick(places);
        return digits.substring(0, at) + digits.charAt(at + 1) + digits.charAt(at) + digits.substring(at + 2);
    }

    /** One digit replaced by another one, not the first. */
    static String otherDigit(String digits, Dice dice) {
        int at = dice.between(1, digits.length() - 2);
        int wrong = (digits.charAt(at) - '0' + dice.between(1, 9)) % 10;
        return digits.substring(0, at) + wrong + digits.substring(at + 1);
    }

    private static Name replaced(Name name, Map<String, List<String>> groups, Dice dice) {
        List<String> characters = Names.characters(name.text());
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < characters.size(); i++) {
            if (groups.containsKey(characters.get(i))) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return name;
        }
        int at = dice.pick(places);
        List<String> changed = new ArrayList<>(characters);
        changed.set(at, dice.pick(groups.getOrDefault(characters.get(at), List.of())));
        int family = Names.characters(name.family()).size();
        return new Name(
                String.join("", changed.subList(0, family)), String.join("", changed.subList(family, changed.size())));
    }

    /** Each character with the others of its groups. */
    private static Map<String, List<String>> groups(String table) {
        Map<String, List<String>> groups = new HashMap<>();
        for (Table.Row row : Table.rows(table)) {
            List<String> group = Names.characters(row.text("characters"));
            for (String character : group) {
                List<String> others = groups.computeIfAbsent(character, key -> new ArrayList<>());
                group.stream()
                        .filter(other -> !other.equals(character) && !others.contains(other))
                        .forEach(others::add);
            }
        }
        return groups;
    }

    private static Map<String, String> plain() {
        Map<String, String> plain = new HashMap<>();
        Table.rows("rare-characters.tsv").forEach(row -> plain.put(row.text("character"), row.text("plain")));
        return plain;
    }
}
