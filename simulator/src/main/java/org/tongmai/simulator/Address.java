package org.tongmai.simulator;

/**
 * Where a resident lives.
 *
 * @param division GB/T 2260 code of the county
 * @param street street, house number, building, room
 */
public record Address(String province, String city, String county, String division, String street, String postcode) {

    /** The full address in one line. */
    public String text() {
        return province + city + county + street;
    }
}
