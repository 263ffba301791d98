"""Procedures as people read them: the map, the printed text, the picture, the BPMN file."""
