package org.tongmai.directory;

import java.util.List;

/**
 * A person who works at institutions.
 *
 * @param id logical id of the Practitioner resource
 * @param departments where he or she works now
 */
public record Practitioner(String id, String name, List<Department> departments) {

    public Practitioner {
        departments = List.copyOf(departments);
    }
}
