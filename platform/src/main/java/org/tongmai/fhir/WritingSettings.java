package org.tongmai.fhir;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of writing, prefix {@code tongmai.fhir}.
 *
 * @param refuseDeletionOfReferred a resource is not deleted while others refer to it; costs one look into the search index for
 *     each element that may refer to the type, for each resource that is deleted
 */
@ConfigurationProperties("tongmai.fhir")
record WritingSettings(@DefaultValue("true") boolean refuseDeletionOfReferred) {}
