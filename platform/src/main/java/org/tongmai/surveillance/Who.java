package org.tongmai.surveillance;

import org.tongmai.access.Caller;

/** Who did something. */
record Who(String account, String name) {

    static final Who PLATFORM = new Who(Surveillance.PLATFORM, "平台");

    static Who of(Caller caller) {
        return new Who(caller.account(), caller.name());
    }
}
