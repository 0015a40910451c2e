"""The life of a job in the service's process: checked, admitted, handed out, stored, told and delivered."""
