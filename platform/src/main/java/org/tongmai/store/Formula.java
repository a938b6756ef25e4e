package org.tongmai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Conditions of statements put together, with what is always or never so left away: {@code none} means always. */
final class Formula {

    private static final String NEVER = "false";

    private Formula() {}

    static Sql never() {
        return new Sql().and(NEVER);
    }

    static boolean isNever(Sql sql) {
        return sql.text().equals(NEVER);
    }

    static boolean isAlways(Sql sql) {
        return sql.text().isEmpty();
    }

    static Sql both(List<Sql> all) {
        var out = new Sql();
        for (Sql one : all) {
            if (isNever(one)) {
                return never();
            }
            out.and(one);
        }
        return out;
    }

    static Sql either(List<Sql> any) {
        var left = new ArrayList<Sql>();
        for (Sql one : any) {
            if (isAlways(one)) {
                return new Sql();
            }
            if (!isNever(one)) {
                left.add(one);
            }
        }
        return left.isEmpty() ? never() : Sql.or(left);
    }

    static Sql not(Sql sql) {
        if (isAlways(sql)) {
            return never();
        }
        return isNever(sql)
                ? new Sql()
                : new Sql().and("not (" + sql.text() + ")", sql.values().toArray());
    }

    /**
     * A part as a condition on rows of a type.
     *
     * @param atMost what keys cannot tell counts as so; else as not so
     */
    static Sql of(Part part, String type, boolean atMost) {
        return switch (part) {
            case Part.OfTypes of -> of.types().contains(type) ? new Sql() : never();
            case Part.Labelled labelled -> keys(Labels.keys(type, Labels.SECURITY, labelled.codes()));
            case Part.InCategory in -> keys(Labels.keys(type, Labels.CATEGORY, in.codes()));
            case Part.Among among -> among(type, among.keys());
            case Part.During during -> atMost && CareTime.dates(type) ? new Sql() : never();
            case Part.Not not -> not(of(not.part(), type, !atMost));
            case Part.Both both ->
                both(both.parts().stream().map(each -> of(each, type, atMost)).toList());
            case Part.Either either ->
                either(either.parts().stream()
                        .map(each -> of(each, type, atMost))
                        .toList());
        };
    }

    private static Sql keys(Set<Long> keys) {
        return keys.isEmpty() ? never() : new Sql().and("v.keys && ?::bigint[]", keys);
    }

    private static Sql among(String type, Set<ResourceKey> keys) {
        List<ResourceKey> some =
                keys.stream().filter(key -> key.type().equals(type)).toList();
        return some.isEmpty()
                ? never()
                : new Sql()
                        .and(
                                "(v.compartment, v.local) in (select * from unnest(?::bigint[], ?::integer[]))",
                                some.stream().map(ResourceKey::compartment).toArray(Long[]::new),
                                some.stream().map(ResourceKey::local).toArray(Integer[]::new));
    }
}
