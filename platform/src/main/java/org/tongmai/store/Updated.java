package org.tongmai.store;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;

/** {@code _lastUpdated}, which is a column and no element of a body. */
final class Updated {

    private Updated() {}

    /** Commit times are whole milliseconds, so an instant is a range of one. */
    static Sql sql(Query.Criterion criterion) {
        SearchParameter parameter = SearchParameter.of("Patient", "_lastUpdated");
        if (parameter == null || criterion.modifier() != null) {
            throw Condition.unsupported("Resource", criterion.name(), "_lastUpdated takes no modifier.");
        }
        var any = new ArrayList<Sql>();
        for (Ordered.Moment moment : Ordered.moments(parameter, criterion)) {
            any.add(sql(moment));
        }
        return Sql.or(any);
    }

    private static Sql sql(Ordered.Moment moment) {
        Values.Interval asked = moment.prefix().equals("ap") ? moment.about() : moment.interval();
        Timestamp low = Timestamp.from(Instant.ofEpochMilli(asked.low()));
        Timestamp high = Timestamp.from(Instant.ofEpochMilli(asked.high()));
        return switch (moment.prefix()) {
            case "ne" -> new Sql().and("not (v.at >= ? and v.at < ?)", low, high);
            case "gt", "sa" -> new Sql().and("v.at >= ?", high);
            case "ge" -> new Sql().and("v.at >= ?", low);
            case "lt", "eb" -> new Sql().and("v.at < ?", low);
            case "le" -> new Sql().and("v.at < ?", high);
            default -> new Sql().and("(v.at >= ? and v.at < ?)", low, high);
        };
    }
}
