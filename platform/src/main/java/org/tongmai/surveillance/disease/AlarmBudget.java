package org.tongmai.surveillance.disease;

/**
 * False alarms that a place can look into in a quarter (误报预算).
 *
 * @param place the beginning of its code; {@code *} for all others
 */
record AlarmBudget(String place, double perQuarter, Validity validity) {

    private static final String ALL = "*";

    boolean of(String code) {
        return place.equals(ALL) || code.startsWith(place);
    }

    /** How closely it names a place. */
    int closeness() {
        return place.equals(ALL) ? 0 : place.length();
    }
}
