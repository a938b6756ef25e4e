package org.tongmai.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Places within a distance, measured along a great circle.
 *
 * @see <a href="http://hl7.org/fhir/R4/location.html#positional">FHIR R4 Location: positional searching</a>
 */
final class Near {

    /** Where a query names no distance. */
    private static final double METRES_DEFAULT = 1_000;

    private static final double EARTH_RADIUS_METRES = 6_371_008.8;

    private Near() {}

    private record Circle(double latitude, double longitude, double metres) {
        boolean contains(double otherLatitude, double otherLongitude) {
            double a = Math.toRadians(latitude);
            double b = Math.toRadians(otherLatitude);
            double across = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
            double along = Math.sin((b - a) / 2);
            double half = along * along + Math.cos(a) * Math.cos(b) * across * across;
            return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(half))) <= metres;
        }
    }

    /** {@code near=latitude|longitude|distance|unit}; the unit is UCUM, kilometres where it is left out. */
    static Wanted wanted(SearchParameter parameter, Query.Criterion criterion) {
        if (criterion.modifier() != null) {
            throw Condition.wrongModifier(parameter, criterion);
        }
        var circles = new ArrayList<Circle>();
        criterion.values().forEach(value -> circles.add(circle(parameter, value)));
        return Wanted.unindexed((node, type) -> {
            double latitude = node.path("latitude").asDouble(Double.NaN);
            double longitude = node.path("longitude").asDouble(Double.NaN);
            return circles.stream().anyMatch(circle -> circle.contains(latitude, longitude));
        });
    }

    private static Circle circle(SearchParameter parameter, String value) {
        List<String> parts = Query.split(value, '|');
        try {
            double latitude = Double.parseDouble(parts.get(0));
            double longitude = Double.parseDouble(parts.get(1));
            if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
                return new Circle(latitude, longitude, metres(parts));
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            // refused below
        }
        throw Condition.unreadable(parameter, "latitude|longitude|distance|unit, such as 31.2|121.5|10|km");
    }

    private static double metres(List<String> parts) {
        if (parts.size() < 3 || parts.get(2).isEmpty()) {
            return METRES_DEFAULT;
        }
        String unit = parts.size() < 4 || parts.get(3).isEmpty() ? "km" : parts.get(3);
        Units.Canonical distance = Units.canonical(new BigDecimal(parts.get(2)), unit);
        if (distance == null || !distance.unit().equals("m")) {
            throw new NumberFormatException("no unit of length");
        }
        return distance.value().doubleValue();
    }
}
